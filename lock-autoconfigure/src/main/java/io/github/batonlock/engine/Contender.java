package io.github.batonlock.engine;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * This JVM among those that want one lock: where it stands, and what it does next, as
 * {@code docs/protocol.md} tells it. Guarded by the mutex of its site.
 * <p>
 * Invariants: of {@code tenure} and the release under way at most one is there; beside a
 * release there may be the pursuit that it has queued, beside a tenure there is none. An
 * answer or a message about any other request is about one that nobody wants, so that
 * request is given back.
 */
final class Contender {

	enum State {

		NONE, REQUESTING, QUEUED, OWNED, RELEASING

	}

	private final Site site;

	private final Engine engine;

	private final CommandLine commands;

	private final Acquisition acquisition;

	private final Upkeep upkeep;

	private final HandOver handOver;

	private final Replication replication;

	private @Nullable Pursuit pursuit;

	private @Nullable Tenure tenure;

	Contender(Site site, Engine engine) {
		this.site = site;
		this.engine = engine;
		this.commands = new CommandLine(site, engine, this::late);
		this.acquisition = new Acquisition(this, site, engine, this.commands);
		this.upkeep = new Upkeep(this, site, engine, this.commands);
		this.handOver = new HandOver(this, site, engine, this.commands);
		this.replication = new Replication(this, site, engine, this.commands);
	}

	State state() {
		if (this.handOver.underWay()) {
			return State.RELEASING;
		}
		if (this.tenure != null) {
			return State.OWNED;
		}
		if (this.pursuit == null) {
			return State.NONE;
		}
		return this.pursuit.queued() ? State.QUEUED : State.REQUESTING;
	}

	@Nullable Pursuit pursuit() {
		return this.pursuit;
	}

	@Nullable Tenure tenure() {
		return this.tenure;
	}

	boolean idle() {
		return state() == State.NONE && this.commands.free() && !this.upkeep.leaving();
	}

	@Nullable Refusal refusal(Moment now, long waitedSince) {
		return this.replication.refusal(now, waitedSince);
	}

	/**
	 * A caller wants one answer now, whatever has failed before.
	 */
	void hurry() {
		this.replication.forgive();
	}

	/** Whether the tenure may be used, and not only be kept or handed over. */
	boolean settled(Tenure current) {
		return !this.replication.awaited(current);
	}

	/**
	 * Send the next command if one is due and none is under way.
	 */
	void advance(Moment now) {
		if (!this.commands.free() || this.upkeep.advanceLeaving(now)) {
			return;
		}
		if (this.handOver.underWay()) {
			this.handOver.advance(now, this.pursuit);
		}
		else if (this.tenure != null && !settled(this.tenure)) {
			this.replication.advance(now, this.tenure);
		}
		else if (this.tenure != null) {
			this.upkeep.advance(now, this.tenure);
		}
		else if (this.pursuit != null) {
			this.acquisition.advance(now, this.pursuit);
		}
		else if (this.site.wanted() && this.replication.mayTry(now)) {
			this.pursuit = this.acquisition.begin(now);
		}
	}

	/**
	 * Notice what time alone has changed.
	 */
	void tick(Moment now) {
		this.commands.tick(now);
		checkDeadline(now);
	}

	void checkDeadline(Moment now) {
		if (this.tenure != null && this.tenure.over(now)) {
			lose(now, "it could not be renewed in time" + this.commands.trouble().inWords());
		}
	}

	long dueAt() {
		long due = this.commands.dueAt();
		if (this.tenure != null) {
			due = Math.min(due, this.tenure.deadline().nanos());
		}
		return this.commands.free() ? Math.min(due, sendingDueAt()) : due;
	}

	private long sendingDueAt() {
		if (this.handOver.underWay() || this.upkeep.leaving()) {
			return this.commands.trouble().retryAt();
		}
		if (this.tenure != null) {
			return this.upkeep.dueAt(this.tenure);
		}
		if (this.pursuit != null) {
			return this.pursuit.pollAt();
		}
		return this.site.wanted() ? this.replication.retryAt() : WaiterQueue.NEVER;
	}

	// --- from one standing to the next

	/**
	 * The store has made the pursued request the owner.
	 * @param sent when its lease began at the earliest
	 */
	void own(Moment now, Pursuit pursued, Moment sent, long lease, long waiting) {
		this.handOver.end();
		if (now.nanosLeft(sent.plus(lease)) <= lease / 3) {
			pursued.confirm(now); // perhaps over before we heard of it
			return;
		}
		this.pursuit = null;
		this.tenure = new Tenure(pursued, now, sent, lease, pursued.asked() || waiting > 0, this.engine.renewals());
	}

	/**
	 * End the pursuit, so that a new one begins if anybody waits.
	 * @param giveBack whether the store may know of the request; not if that is certain
	 * or will be looked at when the command under way is answered
	 * @param ambiguous whether commands of the request may run later
	 */
	void drop(boolean giveBack, boolean ambiguous) {
		if (giveBack && this.pursuit != null) {
			giveBack(this.pursuit.request, ambiguous);
		}
		this.pursuit = null;
	}

	/**
	 * The last waiter has left.
	 */
	void unwanted() {
		if (this.pursuit != null && !this.handOver.underWay()) {
			drop(!this.commands.carries(this.pursuit.request), false);
		}
	}

	/**
	 * Hand the lock to the next JVM, queueing again if threads of this one still wait.
	 */
	void handOver(Moment now, Tenure current) {
		renounce(now, current);
		this.pursuit = this.site.wanted() ? this.acquisition.pursue(now, false) : null;
	}

	/**
	 * Release the lock, whoever of this JVM still waits.
	 */
	void renounce(Moment now, Tenure current) {
		this.tenure = null;
		this.handOver.begin(now, current);
	}

	@Nullable ReleaseAnswer releaseAnswer(Hold left) {
		return this.handOver.answer(left);
	}

	/** How long to wait for a grant until asking for it. */
	long pollAfter(Pursuit queued) {
		return this.acquisition.pollAfter(queued, queued.settings.lease());
	}

	void lose(Moment now, String reason) {
		if (this.tenure != null) {
			giveBack(this.tenure.request, false);
			this.tenure = null;
			this.site.lost(now, reason);
		}
	}

	/**
	 * Leave the key to expire: somebody may still be inside.
	 */
	void forsake() {
		if (this.tenure != null) {
			this.engine.giveBacks().never(this.tenure.request);
			this.tenure = null;
		}
	}

	/**
	 * Leave the key to expire, when a time is over.
	 */
	void forsakeIn(Moment now, long nanos) {
		if (this.tenure != null) {
			this.upkeep.leave(now, this.tenure, nanos);
			forsake();
		}
	}

	// --- messages

	void granted(Moment now, Request request, long place, long grantLease, long waiting) {
		Pursuit current = this.pursuit;
		if (current != null && current.request.equals(request)) {
			if (current.granted(place)) {
				current.passedOnBy(Tenure.Origin.OTHER_JVM);
				own(now, current, current.sent(), grantLease, waiting);
			}
		}
		else if (!concerns(request)) {
			giveBack(request, false);
		}
	}

	void asked(Request owner) {
		if (this.pursuit != null && this.pursuit.request.equals(owner)) {
			this.pursuit.ask();
		}
		else if (this.tenure != null && this.tenure.request.equals(owner)) {
			this.tenure.ask();
		}
		else if (!concerns(owner) && !this.engine.released().remove(owner)) {
			giveBack(owner, false);
		}
	}

	/**
	 * Messages may have been lost.
	 */
	void subscribed(Moment now) {
		if (this.pursuit != null) {
			this.pursuit.recheck(now);
		}
	}

	// --- what nobody wants

	/**
	 * A reply has come after its time limit.
	 */
	private void late(Moment now, Request request, Moment sent, @Nullable Object reply, @Nullable Throwable error) {
		if (reply instanceof AcquireReply && !concerns(request)) {
			giveBack(request, false);
		}
	}

	boolean concerns(Request request) {
		return (this.pursuit != null && this.pursuit.request.equals(request))
				|| (this.tenure != null && this.tenure.request.equals(request)) || this.handOver.concerns(request);
	}

	void giveBack(Request request, boolean ambiguous) {
		GiveBacks giveBacks = this.engine.giveBacks();
		String name = this.site.name();
		this.site
			.afterwards(ambiguous ? () -> giveBacks.repeatedly(name, request) : () -> giveBacks.once(name, request));
	}

}
