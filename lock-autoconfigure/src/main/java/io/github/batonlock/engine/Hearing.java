package io.github.batonlock.engine;

import java.util.concurrent.TimeUnit;

/**
 * Whether messages to this instance can be relied upon. They cannot before the first
 * confirmed subscription, nor for a while after a request was dropped from a queue:
 * somebody saw no subscription, or a grant was lost. Requests made meanwhile carry a mark
 * and are polled for.
 * <p>
 * Invariant: {@code marked} is lifted by a confirmed subscription only, and each drop
 * keeps it for twice as long as the one before, and each five minutes without one for
 * half as long, because messages may well arrive while the server's count says that
 * nobody listens.
 */
final class Hearing {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

	private static final int MOST_DOUBLINGS = 12;

	private static final long CALM = TimeUnit.MINUTES.toNanos(5);

	private final LockStore store;

	private final EngineTime time;

	/** Written under the monitor, read without: each acquisition of any name asks. */
	private volatile boolean marked = true;

	private boolean resubscribing;

	private int drops;

	private long lastDrop;

	Hearing(LockStore store, EngineTime time) {
		this.store = store;
		this.time = time;
	}

	boolean heard() {
		return !this.marked;
	}

	synchronized void subscribed() {
		if (!this.resubscribing) {
			this.marked = false;
		}
	}

	synchronized void dropped() {
		this.marked = true;
		if (!this.resubscribing) {
			this.resubscribing = true;
			long now = this.time.now().nanos();
			long calm = (this.drops > 0) ? (now - this.lastDrop) / CALM : 0;
			this.drops = (int) Math.max(0, this.drops - calm);
			this.time.schedule(this::resubscribe, FIRST_PAUSE << this.drops);
			this.drops = Math.min(this.drops + 1, MOST_DOUBLINGS);
			this.lastDrop = now;
		}
	}

	private void resubscribe() {
		synchronized (this) {
			this.resubscribing = false;
		}
		this.store.resubscribe();
	}

}
