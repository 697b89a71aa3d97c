package io.github.batonlock.engine.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.StoreCall;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * RequestFactory that nobody wants any more: each is released in the store, and again
 * until that is answered or the request is over. Where a request had ended in an error it
 * is released some more times over a third of its lease, because commands may run twice,
 * and old bytes of a cut connection may run later than new ones.
 * <p>
 * No order is kept with other commands: releasing is idempotent and concerns one request.
 * Invariants: what is under way is in {@code later} too, for the case that it is not
 * answered; what is answered may stay there until its time comes.
 */
public final class Reclaimer {

	private static final long SOON = TimeUnit.MILLISECONDS.toNanos(100);

	private final LockStore store;

	private final EngineTime time;

	private final Runnable waker;

	private final Runnable answered;

	private final PriorityQueue<GiveBack> later = new PriorityQueue<>(Comparator.comparingLong((next) -> next.at));

	/** Those of {@code later} that are not answered yet. */
	private int open;

	private int underWay;

	private boolean closed;

	/**
	 * Create an empty collection.
	 * @param store where to release
	 * @param time the time
	 * @param waker sees to it that {@link #tick} is called from now on
	 * @param answered hears when the store has answered one
	 */
	public Reclaimer(LockStore store, EngineTime time, Runnable waker, Runnable answered) {
		this.store = store;
		this.time = time;
		this.waker = waker;
		this.answered = answered;
	}

	public void once(String name, Request request) {
		giveBack(name, request, false);
	}

	public void repeatedly(String name, Request request) {
		giveBack(name, request, true);
	}

	private void giveBack(String name, Request request, boolean repeatedly) {
		Duration lease = request.lease();
		if (!lease.isZero()) {
			long now = this.time.now().nanos();
			send(new GiveBack(name, request, lease, now, repeatedly));
		}
	}

	public synchronized boolean isEmpty() {
		return this.open == 0;
	}

	/** Whether no answer is awaited. */
	public synchronized boolean idle() {
		return this.underWay == 0;
	}

	/**
	 * Send nothing more.
	 */
	public synchronized void close() {
		this.closed = true;
		this.later.clear();
	}

	public void tick(Moment now) {
		due(now).forEach(this::send);
	}

	private synchronized List<GiveBack> due(Moment now) {
		List<GiveBack> due = new ArrayList<>();
		for (GiveBack next = this.later.peek(); next != null && now.nanos() - next.at >= 0; next = this.later.peek()) {
			this.later.remove();
			if (!next.over && next.until - now.nanos() > 0) {
				due.add(next);
			}
			else {
				over(next);
			}
		}
		return due;
	}

	private void send(GiveBack giveBack) {
		if (!begin(giveBack)) {
			return;
		}
		try {
			this.waker.run();
			Duration grantLease = LockSettings.grantLease(giveBack.lease);
			StoreCall.send(() -> this.store.release(giveBack.name, giveBack.request, null, grantLease, giveBack.lease))
				.whenComplete((reply, error) -> {
					end(giveBack, error);
					this.answered.run();
				});
		}
		catch (Throwable ex) {
			end(giveBack, ex);
			throw ex;
		}
	}

	private synchronized boolean begin(GiveBack giveBack) {
		if (!this.closed) {
			giveBack.at = this.time.now().nanos() + giveBack.lease.toNanos() / 3;
			this.later.add(giveBack);
			this.open += giveBack.open ? 0 : 1;
			giveBack.open = true;
			this.underWay++;
		}
		return !this.closed;
	}

	private synchronized void end(GiveBack giveBack, @Nullable Throwable error) {
		this.underWay--;
		if (error == null && !giveBack.over) {
			if (giveBack.repeatedly) {
				repeat(giveBack, giveBack.lease.toNanos());
			}
			over(giveBack);
		}
	}

	private void repeat(GiveBack answered, long lease) {
		for (long delay : new long[] { Math.min(SOON, lease / 3), lease / 30, lease / 3 }) {
			long at = this.time.now().nanos() + delay;
			GiveBack again = new GiveBack(answered.name, answered.request, answered.lease, at, false);
			this.later.add(again);
			again.open = true;
			this.open++;
		}
	}

	private void over(GiveBack giveBack) {
		if (!giveBack.over) {
			giveBack.over = true;
			this.open--;
			if (this.open == 0) {
				this.later.clear();
			}
		}
	}

	/**
	 * A request to be released. Guarded by the monitor of its collection.
	 */
	private static final class GiveBack {

		private final String name;

		private final Request request;

		private final Duration lease;

		/** When the request is surely over. */
		private final long until;

		private final boolean repeatedly;

		/** When to send the release, or to send it again. */
		private long at;

		private boolean open;

		private boolean over;

		private GiveBack(String name, Request request, Duration lease, long at, boolean repeatedly) {
			this.name = name;
			this.request = request;
			this.lease = lease;
			this.at = at;
			this.until = at + lease.toNanos();
			this.repeatedly = repeatedly;
		}

	}

}
