package io.github.batonlock.engine.claim;

import java.util.concurrent.TimeUnit;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * The request owns: a tenure, by which callers enter one after another. Renews it and
 * draws the fencing tokens of its leases. Guarded by the mutex of the site, but for the
 * deadline, which leases read from any thread.
 * <p>
 * Invariant: the deadline counts from before the sending of the command by which the
 * store granted or prolonged the ownership, so this JVM never believes in it for longer
 * than the store does.
 */
public final class Owned extends State {

	private static final int PASSES_PER_TURN = 16;

	private static final long TURN = TimeUnit.MILLISECONDS.toNanos(5);

	private final long turnSince;

	private volatile Moment deadline;

	/** Length of the current lease: a grant starts with a short one. */
	private long lease;

	private long renewAt;

	private int passes;

	private int tokensWanted;

	private long nextToken;

	private int tokensLeft;

	private boolean drawn;

	Owned(State before, Moment now, Moment sent, long lease) {
		super(before);
		this.turnSince = now.nanos();
		this.lease = lease;
		this.deadline = sent.plus(lease);
		this.renewAt = this.scope.instance().renewals().dueAt(sent, lease);
	}

	/** End a tenure that is lost. */
	static State lose(State state, Moment now, String reason) {
		State ended = new Ended(state); // first, as it may fail
		state.giveBack(false);
		state.scope.demand().lost(now, reason);
		return ended;
	}

	/** The reason for the end of a tenure whose deadline has passed. */
	static String late(ClaimScope scope) {
		return "it could not be renewed in time" + scope.backoff().inWords();
	}

	@Override
	Standing standing() {
		return Standing.OWNED;
	}

	@Override
	void advance(Moment now) {
		if (now.nanos() - this.renewAt >= 0) {
			renew(now);
		}
		else if (this.scope.backoff().mayTry(now)) {
			this.tokensWanted = this.scope.demand().tokens();
			if (this.tokensWanted > 0) {
				this.slot.send(now, Command.FENCE,
						() -> this.scope.instance().store().fence(this.scope.name(), this.request, this.tokensWanted));
			}
		}
	}

	private void renew(Moment now) {
		this.slot.send(now, Command.RENEW,
				() -> this.scope.instance().renewals().renew(this.scope.name(), this.request, this.settings.lease()));
	}

	@Override
	void dueAt(Agenda agenda) {
		agenda.at(this.deadline.nanos());
		if (this.slot.free()) {
			agenda.at(this.renewAt);
			if (this.scope.demand().tokens() > 0) {
				agenda.at(this.scope.backoff().retryAt());
			}
		}
	}

	@Override
	State renewed(Moment now, Moment sent, RenewReply reply) {
		if (reply instanceof RenewReply.Kept kept) {
			this.lease = this.settings.leaseNanos();
			this.deadline = sent.plus(this.lease);
			this.renewAt = this.scope.instance().renewals().dueAt(sent, this.lease);
			this.asked |= kept.waiting() > 0;
			return this;
		}
		return forgotten(now);
	}

	@Override
	State fenced(Moment now, FenceReply reply) {
		if (reply instanceof FenceReply.Drawn tokens) {
			this.nextToken = tokens.first();
			this.tokensLeft = this.tokensWanted;
			this.drawn = true;
			return this;
		}
		return forgotten(now);
	}

	/** Nobody is let in by it any more, even if an error cuts off the rest. */
	private State forgotten(Moment now) {
		this.deadline = now;
		return lose(this, now, this.scope.instance().store() + " does not know it any more");
	}

	@Override
	State failed(Moment now, Command command, Throwable error) {
		if (command == Command.RENEW) {
			this.renewAt = this.scope.backoff().retryAt();
		}
		return this;
	}

	@Override
	State asked() {
		this.asked = true;
		return this;
	}

	@Override
	State subscribed() {
		return this;
	}

	@Override
	State renewNow(Moment now) {
		this.renewAt = now.nanos();
		return this;
	}

	@Override
	State timePassed(Moment now) {
		return over(now) ? lose(this, now, late(this.scope)) : this;
	}

	@Override
	State release(Moment now, @Nullable Follower next) {
		return new Releasing(this, now, this.deadline, next);
	}

	@Override
	State leave(Moment now, long kept) {
		return new Leaving(this, this.deadline, now, kept);
	}

	// --- for the site and for those inside

	/**
	 * Return the request that owns.
	 * @return the request
	 */
	public Request request() {
		return this.request;
	}

	/**
	 * Return when this JVM ceases to believe in the tenure. Read by any thread.
	 * @return the deadline
	 */
	public Moment deadline() {
		return this.deadline;
	}

	/**
	 * Return whether the deadline has passed.
	 * @param now this instant
	 * @return whether it has
	 */
	public boolean over(Moment now) {
		return this.deadline.passedAt(now);
	}

	/**
	 * Return where the next caller has the lock from.
	 * @return the origin
	 */
	public Origin origin() {
		return (this.passes > 0) ? Origin.THIS_JVM : this.origin;
	}

	/**
	 * Note that a caller was let in.
	 */
	public void passed() {
		this.passes++;
	}

	/**
	 * Return whether callers of this JVM may not go on passing the lock among themselves.
	 * A tenure made for a single caller could not be asked for, so the store settles
	 * that.
	 * @param now this instant
	 * @return whether the lock has to be handed over first
	 */
	public boolean mustHandOver(Moment now) {
		if (this.passes == 0) {
			return false;
		}
		boolean turnOver = this.passes >= PASSES_PER_TURN || now.nanos() - this.turnSince >= TURN;
		return this.request.single() || (this.asked && turnOver) || now.nanosLeft(this.deadline) < this.lease / 2;
	}

	/**
	 * Return whether a fencing token is left.
	 * @return whether one is
	 */
	public boolean hasToken() {
		return this.tokensLeft > 0;
	}

	/**
	 * Take a fencing token, of which one must be left.
	 * @return the token
	 */
	public long takeToken() {
		this.tokensLeft--;
		return this.nextToken++;
	}

	/**
	 * Return whether fencing tokens were drawn before.
	 * @return whether they were
	 */
	public boolean drawn() {
		return this.drawn;
	}

}
