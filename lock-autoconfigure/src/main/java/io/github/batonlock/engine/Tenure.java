package io.github.batonlock.engine;

import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.Request;

/**
 * Ownership of a lock by this JVM. Guarded by the mutex of its site, but for the
 * deadline, which leases read from any thread.
 * <p>
 * Invariant: the deadline counts from before the sending of the command that the store
 * granted or prolonged the ownership by, so this JVM never believes in it for longer than
 * the store does.
 */
final class Tenure {

	/**
	 * Where the next one inside has the lock from.
	 */
	enum Origin {

		FREE, OTHER_JVM, THIS_JVM

	}

	private static final int PASSES_PER_TURN = 16;

	private static final long TURN = TimeUnit.MILLISECONDS.toNanos(5);

	private static final int TOKENS_PER_BLOCK = 32;

	final Request request;

	final LockSettings settings;

	private final Origin origin;

	private final Renewals renewals;

	private long turnSince;

	private volatile Moment deadline;

	/** Length of the current lease: a grant starts with a short one. */
	private long lease;

	private long renewAt;

	private boolean asked;

	private int passes;

	private long nextToken;

	private int tokensLeft;

	private boolean tokensDrawn;

	Tenure(Pursuit pursuit, Moment now, Moment sent, long lease, boolean asked, Renewals renewals) {
		this.request = pursuit.request;
		this.settings = pursuit.settings;
		this.origin = pursuit.origin();
		this.turnSince = now.nanos();
		this.asked = asked;
		this.lease = lease;
		this.deadline = sent.plus(lease);
		this.renewals = renewals;
		this.renewAt = renewals.dueAt(sent, lease);
	}

	/** Its callers may enter from now on. */
	void settled(Moment now) {
		this.turnSince = now.nanos();
	}

	boolean over(Moment now) {
		return this.deadline.passedAt(now);
	}

	Moment deadline() {
		return this.deadline;
	}

	long renewAt() {
		return this.renewAt;
	}

	void renewed(Moment sent) {
		this.lease = this.settings.leaseNanos();
		this.deadline = sent.plus(this.lease);
		this.renewAt = this.renewals.dueAt(sent, this.lease);
	}

	void renewAt(long at) {
		this.renewAt = at;
	}

	void ask() {
		this.asked = true;
	}

	boolean asked() {
		return this.asked;
	}

	Origin origin() {
		return (this.passes > 0) ? Origin.THIS_JVM : this.origin;
	}

	void passed() {
		this.passes++;
	}

	/**
	 * Whether threads of this JVM may not go on passing the lock among themselves. A
	 * tenure made for a single caller could not be asked for, so the store settles that.
	 */
	boolean mustHandOver(Moment now) {
		if (this.passes == 0) {
			return false;
		}
		boolean turnOver = this.passes >= PASSES_PER_TURN || now.nanos() - this.turnSince >= TURN;
		return this.request.single() || (this.asked && turnOver) || now.nanosLeft(this.deadline) < this.lease / 2;
	}

	/**
	 * Whether a caller may be let in by it: one that wants another lease may not.
	 */
	boolean fits(LockSettings caller) {
		return caller.lease().equals(this.settings.lease());
	}

	int tokensWanted(boolean othersWait) {
		return (this.tokensDrawn || othersWait) ? TOKENS_PER_BLOCK : 1;
	}

	void tokensDrawn(long first, int count) {
		this.nextToken = first;
		this.tokensLeft = count;
		this.tokensDrawn = true;
	}

	boolean hasToken() {
		return this.tokensLeft > 0;
	}

	long takeToken() {
		this.tokensLeft--;
		return this.nextToken++;
	}

}
