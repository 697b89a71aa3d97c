package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Requests that nobody wants any more: each is released in the store, again after an
 * error until it is answered. Where a request had ended in an error it is released
 * several times over a third of its lease, because commands may run twice, and old bytes
 * of a cut connection may run later than new ones.
 * <p>
 * No order is kept with other commands: releasing is idempotent and concerns one request.
 */
final class GiveBacks {

	private static final long SOON = TimeUnit.MILLISECONDS.toNanos(100);

	private final LockStore store;

	private final EngineTime time;

	private final Runnable waker;

	/** Those that have to be released at a later time. */
	private final Queue<GiveBack> later = new ConcurrentLinkedQueue<>();

	/**
	 * Create an empty collection.
	 * @param store where to release
	 * @param time the time
	 * @param waker sees to it that {@link #tick} is called from now on
	 */
	GiveBacks(LockStore store, EngineTime time, Runnable waker) {
		this.store = store;
		this.time = time;
		this.waker = waker;
	}

	void once(String name, Request request) {
		Duration lease = request.lease();
		if (!lease.isZero()) {
			long now = this.time.now().nanos();
			send(new GiveBack(name, request, lease, now, now + lease.toNanos()));
		}
	}

	void repeatedly(String name, Request request) {
		once(name, request);
		Duration lease = request.lease();
		long now = this.time.now().nanos();
		long nanos = lease.toNanos();
		for (long delay : new long[] { Math.min(SOON, nanos / 3), nanos / 30, nanos / 3 }) {
			later(new GiveBack(name, request, lease, now + delay, now + delay + nanos));
		}
	}

	boolean isEmpty() {
		return this.later.isEmpty();
	}

	void tick(Moment now) {
		for (GiveBack giveBack : this.later) {
			if (now.nanos() - giveBack.at >= 0 && this.later.remove(giveBack)) {
				send(giveBack);
			}
		}
	}

	private void send(GiveBack giveBack) {
		Duration grantLease = LockSettings.grantLease(giveBack.lease);
		this.store.release(giveBack.name, giveBack.request, null, grantLease, giveBack.lease)
			.whenComplete((reply, error) -> {
				long retryAt = this.time.now().nanos() + giveBack.lease.toNanos() / 3;
				if (error != null && giveBack.until - retryAt > 0) {
					later(giveBack.at(retryAt));
				}
			});
	}

	private void later(GiveBack giveBack) {
		this.later.add(giveBack);
		this.waker.run();
	}

	/**
	 * A request to be released.
	 *
	 * @param name name of the lock
	 * @param request what to release
	 * @param lease lease of the request
	 * @param at when to send the release
	 * @param until when the request is surely over, so that retries can end
	 */
	private record GiveBack(String name, Request request, Duration lease, long at, long until) {

		GiveBack at(long later) {
			return new GiveBack(this.name, this.request, this.lease, later, this.until);
		}

	}

}
