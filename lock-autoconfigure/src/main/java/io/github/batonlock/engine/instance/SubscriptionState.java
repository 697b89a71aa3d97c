package io.github.batonlock.engine.instance;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whether messages to this instance can be relied upon. They cannot before the first
 * confirmed subscription, nor for a while after a request was dropped from a queue:
 * somebody saw no subscription, or a grant was lost; nor while the store finds that none
 * arrive. RequestFactory made meanwhile carry a mark and are polled for.
 * <p>
 * Invariant: {@code marked} is lifted by a confirmed subscription only, or where the
 * store that had found none finds messages, and each drop keeps it for twice as long as
 * the one before, and each five minutes without one for half as long, because messages
 * may well arrive while the server's count says that nobody listens. What was lost before
 * the newest confirmation is no sign.
 */
public final class SubscriptionState {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

	private static final int MOST_DOUBLINGS = 12;

	private static final long CALM = TimeUnit.MINUTES.toNanos(5);

	/** How much later than an answer a message may come that was published before it. */
	private static final long MESSAGE_DELAY = TimeUnit.SECONDS.toNanos(1);

	private final LockStore store;

	private final EngineTime time;

	/** RequestFactory that own, though no grant has been heard yet. */
	private final Set<Request> missed = new HashSet<>();

	/** Written under the monitor, read without: each acquisition of any name asks. */
	private volatile boolean marked = true;

	/** Whether the store has found that no message arrives. */
	private boolean deaf;

	private boolean resubscribing;

	private boolean confirmed;

	private long confirmedAt;

	private int drops;

	private long lastDrop;

	private volatile @Nullable Delivery delivery;

	private final CompletableFuture<Delivery> firstDelivery = new CompletableFuture<>();

	public SubscriptionState(LockStore store, EngineTime time) {
		this.store = store;
		this.time = time;
	}

	public boolean reliable() {
		return !this.marked;
	}

	public synchronized void subscribed() {
		this.confirmed = true;
		this.confirmedAt = this.time.now().nanos();
		this.deaf = false;
		if (!this.resubscribing) {
			this.marked = false;
		}
	}

	/**
	 * The store has found how messages get here, or not yet.
	 */
	public void delivered(Delivery found) {
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
	public @Nullable Delivery delivery() {
		return this.delivery;
	}

	/** What it tells first, be it that this takes long. */
	public CompletionStage<Delivery> firstDelivery() {
		return this.firstDelivery;
	}

	/**
	 * A grant has been heard.
	 */
	public synchronized void granted(Request request) {
		this.missed.remove(request);
	}

	/**
	 * A request owns that had a place, and no grant has been heard. It may be on its way.
	 * @param placed when the place was asked for
	 */
	public synchronized void missed(Request request, long placed) {
		this.missed.add(request);
		this.time.schedule(() -> stillMissed(request, placed), MESSAGE_DELAY);
	}

	private synchronized void stillMissed(Request request, long placed) {
		if (this.missed.remove(request)) {
			dropped(placed);
		}
	}

	/**
	 * A place is gone, and no grant for it has been heard.
	 * @param placed when the place was asked for
	 */
	public synchronized void dropped(long placed) {
		if (this.confirmed && this.confirmedAt - placed > 0) {
			return;
		}
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
