package io.github.batonlock.engine;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * The course of a request from its first sending until it owns or is given up. Guarded by
 * the mutex of its site.
 * <p>
 * Invariant: {@code sent} is when the newest answered command for the request was sent,
 * or, while nothing is answered, when the first one was. A grant cannot be older than
 * that, so its lease counts from there.
 */
final class Pursuit {

	private static final long SPIN_BEFORE_QUEUEING = TimeUnit.SECONDS.toNanos(1);

	final Request request;

	final LockSettings settings;

	private final long began;

	private Moment sent;

	private boolean answered;

	/** Whether it has a place, or waits for one, so that further commands are polls. */
	private boolean queued;

	private boolean recheck;

	private OptionalLong place = OptionalLong.empty();

	/** Place of the newest grant that was heard, which may have been void or late. */
	private OptionalLong granted = OptionalLong.empty();

	private long pollAt = WaiterQueue.NEVER;

	private boolean asked;

	private Tenure.Origin origin = Tenure.Origin.FREE;

	/** Who owned the lock when that was last told. */
	private @Nullable SeenOwner owner;

	Pursuit(Request request, LockSettings settings, Moment now) {
		this.request = request;
		this.settings = settings;
		this.began = now.nanos();
		this.sent = now;
	}

	/**
	 * Note an answer to a command of this request, which says that it waits.
	 */
	void queued(Moment sent, OptionalLong place, long pollAt) {
		this.sent = sent;
		this.place = place;
		this.answered = true;
		this.queued = true;
		this.pollAt = this.recheck ? this.pollAt : pollAt;
		this.recheck = false;
	}

	/** The store has told who owns. */
	void ownedBy(Request owner, Duration left, Moment now) {
		this.owner = SeenOwner.again(this.owner, owner, left, now);
	}

	@Nullable String ownerInWords(Moment now) {
		return (this.owner != null) ? this.owner.inWords(now) : null;
	}

	/**
	 * A grant may have been lost: ask at once, also if the answer to an earlier command
	 * is still to come.
	 */
	void recheck(Moment now) {
		this.recheck = true;
		this.pollAt = now.nanos();
	}

	/** A command is sent: what has happened before is in its answer. */
	void asks() {
		this.recheck = false;
	}

	/**
	 * It may own, but too little time may be left: ask at once, which prolongs it, also
	 * if the answer to an earlier command is still to come.
	 */
	void confirm(Moment now) {
		this.queued = true;
		this.granted = this.place.isPresent() ? this.place : this.granted;
		recheck(now);
	}

	boolean queued() {
		return this.queued;
	}

	/**
	 * Whether it had a place in the queue when that was last told, and no grant for that
	 * place has been heard.
	 */
	boolean ungranted() {
		return this.place.isPresent() && !this.place.equals(this.granted);
	}

	/**
	 * A grant has been heard.
	 * @return whether it counts; not if it had ended before the newest answer was
	 * written, which told another place or none
	 */
	boolean granted(long grantedPlace) {
		this.granted = OptionalLong.of(grantedPlace);
		return !this.answered || this.place.equals(this.granted);
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
	 * A spin waiter queues only where the lock would never be free otherwise, or after a
	 * while.
	 */
	Enqueue enqueueFirst(Moment now) {
		return (this.settings.spin() && now.nanos() - this.began < SPIN_BEFORE_QUEUEING) ? Enqueue.IF_OTHERS_WAIT
				: Enqueue.YES;
	}

	/**
	 * One command enqueues a request, polls do not; but a spin waiter's do.
	 */
	Enqueue enqueueAgain(Moment now) {
		return this.settings.spin() ? enqueueFirst(now) : Enqueue.NO;
	}

	void passedOnBy(Tenure.Origin origin) {
		this.origin = origin;
	}

	/** Where the lock comes from. */
	Tenure.Origin origin() {
		return this.origin;
	}

	void ask() {
		this.asked = true;
	}

	boolean asked() {
		return this.asked;
	}

}
