package io.github.batonlock.engine;

import java.time.Duration;
import java.util.OptionalLong;

import io.github.batonlock.engine.LockStore.Enqueue;

/**
 * The course of a request from its first sending until it owns or is given up. Guarded by
 * the mutex of its site.
 * <p>
 * Invariant: {@code sent} is when the newest answered command for the request was sent,
 * or, while nothing is answered, when the first one was. A grant cannot be older than
 * that, so its lease counts from there.
 */
final class Pursuit {

	private static final long SPINS_BEFORE_QUEUEING = 10;

	final Request request;

	final LockSettings settings;

	private final long began;

	private Moment sent;

	private boolean answered;

	private OptionalLong place = OptionalLong.empty();

	private long pollAt;

	private boolean asked;

	Pursuit(Request request, LockSettings settings, Moment now) {
		this.request = request;
		this.settings = settings;
		this.began = now.nanos();
		this.sent = now;
	}

	/**
	 * Note an answer to a command of this request, which says that it waits.
	 */
	void waits(Moment sent, OptionalLong place) {
		this.sent = sent;
		this.place = place;
		this.answered = true;
	}

	/**
	 * Whether a grant had ended before the newest answer was written, which told another
	 * place or none.
	 */
	boolean voids(long grantedPlace) {
		return this.answered && (this.place.isEmpty() || this.place.getAsLong() != grantedPlace);
	}

	boolean answered() {
		return this.answered;
	}

	Moment sent() {
		return this.sent;
	}

	long pollAt() {
		return this.pollAt;
	}

	void pollAt(long at) {
		this.pollAt = at;
	}

	/**
	 * How long to wait until asking again: until the lease of the owner is over, at most
	 * a third of our own; less where no message will come.
	 */
	long pollAfter(Duration ownerLeft) {
		if (this.settings.spin() || this.request.unprobed()) {
			return this.settings.spinInterval();
		}
		return Math.min(ownerLeft.toNanos() + 1_000_000, this.settings.leaseNanos() / 3);
	}

	/**
	 * A spin waiter queues only where the lock would never be free otherwise, or after a
	 * while.
	 */
	Enqueue enqueueFirst(Moment now) {
		return (this.settings.spin() && now.nanos() - this.began < SPINS_BEFORE_QUEUEING * this.settings.spinInterval())
				? Enqueue.IF_OTHERS_WAIT : Enqueue.YES;
	}

	/**
	 * One command enqueues a request, polls do not; but a spin waiter's do.
	 */
	Enqueue enqueueAgain(Moment now) {
		return this.settings.spin() ? enqueueFirst(now) : Enqueue.NO;
	}

	void ask() {
		this.asked = true;
	}

	boolean asked() {
		return this.asked;
	}

}
