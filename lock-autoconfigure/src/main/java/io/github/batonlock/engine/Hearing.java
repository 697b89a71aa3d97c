package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Whether messages to this instance can be relied upon. They cannot before the first
 * confirmed subscription, nor for a while after a request was dropped from a queue:
 * somebody saw no subscription, or a grant was lost; nor while the store finds that none
 * arrive. Requests made meanwhile carry a mark and are polled for.
 * <p>
 * Invariant: {@code marked} is lifted by a confirmed subscription only, or where the
 * store that had found none finds messages, and each drop keeps it for twice as long as
 * the one before, and each five minutes without one for half as long, because messages
 * may well arrive while the server's count says that nobody listens.
 */
final class Hearing {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

	private static final int MOST_DOUBLINGS = 12;

	private static final long CALM = TimeUnit.MINUTES.toNanos(5);

	private final LockStore store;

	private final EngineTime time;

	/** Written under the monitor, read without: each acquisition of any name asks. */
	private volatile boolean marked = true;

	/** Whether the store has found that no message arrives. */
	private boolean deaf;

	private boolean resubscribing;

	private int drops;

	private long lastDrop;

	private volatile @Nullable Delivery delivery;

	private final CompletableFuture<Delivery> firstDelivery = new CompletableFuture<>();

	Hearing(LockStore store, EngineTime time) {
		this.store = store;
		this.time = time;
	}

	boolean heard() {
		return !this.marked;
	}

	synchronized void subscribed() {
		this.deaf = false;
		if (!this.resubscribing) {
			this.marked = false;
		}
	}

	/**
	 * The store has found how messages get here, or not yet.
	 */
	void delivered(Delivery found) {
		this.delivery = found;
		synchronized (this) {
			boolean before = this.deaf;
			this.deaf = found.messages() == Delivery.Way.NONE;
			if (this.deaf) {
				this.marked = true;
			}
			else if (before && !this.resubscribing) {
				this.marked = false;
			}
		}
		this.firstDelivery.complete(found);
	}

	/** What the store has found last, {@code null} if it has told nothing. */
	@Nullable Delivery delivery() {
		return this.delivery;
	}

	/** What it tells first, be it that this takes long. */
	CompletionStage<Delivery> firstDelivery() {
		return this.firstDelivery;
	}

	synchronized void dropped() {
		this.marked = true;
		if (!this.resubscribing && !this.deaf) {
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
