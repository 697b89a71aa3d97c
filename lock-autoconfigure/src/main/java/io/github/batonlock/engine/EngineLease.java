package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.batonlock.Lease;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.engine.site.Hold;
import io.github.batonlock.engine.site.LockEvents;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.site.Waiter;
import io.github.batonlock.engine.support.LeaseFuture;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.engine.support.StackReserve;

/**
 * A handle on one entry of a hold.
 */
final class EngineLease implements Lease {

	private final Engines.Held held;

	private final Hold hold;

	private final Engine engine;

	/** SiteMonitor under the monitor of the hold. */
	private volatile boolean closed;

	/** Whether an entry of its own stands behind it. */
	private final boolean entered;

	/** Whether it was valid when it was closed, and others of its thread go on. */
	private volatile boolean closedInOrder;

	/** Whether it had ended when it was closed. */
	private volatile boolean closedTooLate;

	private EngineLease(Engines.Held held, boolean entered) {
		this.held = held;
		this.hold = held.hold();
		this.engine = held.engine();
		this.entered = entered;
	}

	static EngineLease of(Waiter inside, Site site, Engine engine) {
		Hold hold = Objects.requireNonNull(inside.hold(), "not inside");
		return new EngineLease(new Engines.Held(engine, site, hold), true);
	}

	/**
	 * A handle for those who have not entered by it.
	 */
	static EngineLease view(Engines.Held held) {
		return new EngineLease(held, false);
	}

	@Override
	public String name() {
		return this.hold.name;
	}

	@Override
	public long fencingToken() {
		StackReserve.forAcquiring();
		ensureValid();
		CompletableFuture<Long> token = this.held.site().token(this.hold);
		try {
			return await(token);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(name(), this.engine.instance().replyTimeout());
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex);
		}
	}

	private long await(CompletableFuture<Long> token) throws InterruptedException, ExecutionException {
		Duration limit = this.engine.instance().replyTimeout();
		try {
			return token.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			this.held.site()
				.giveUpToken(this.hold, new Refusal.Unavailable(
						this.engine.instance().store() + " gave no fencing token within " + limit.toMillis() + " ms",
						ex));
			return token.get();
		}
	}

	@Override
	public boolean isValid() {
		return !this.closed && this.hold.valid(this.engine.time().now());
	}

	@Override
	public void ensureValid() {
		if (!isValid()) {
			throw this.hold.loss();
		}
	}

	@Override
	public Duration remaining() {
		Moment now = this.engine.time().now();
		return isValid() ? Duration.ofNanos(Math.max(0, this.hold.nanosLeft(now))) : Duration.ZERO;
	}

	@Override
	public void onLost(Runnable action) {
		StackReserve.forAcquiring();
		if (!this.hold.keepForLoss(this.entered ? this : null, action)) {
			this.engine.events().execute(() -> this.engine.events().guarded(action));
		}
	}

	@Override
	public boolean isLost() {
		if (!this.closed) {
			return this.hold.endedEarly(this.engine.time().now());
		}
		return this.closedTooLate || (this.hold.isLost() && !this.closedInOrder);
	}

	@Override
	public void close() {
		try {
			if (begin()) {
				if (this.hold.owner != null) {
					this.closedInOrder = !left(this.held) && !this.hold.isLost();
				}
				else {
					leftSoon();
				}
			}
		}
		catch (Error ex) {
			// there may be no stack to make a call
			this.hold.cutOff = true;
			this.engine.instance().leftovers().inSites = true;
			throw ex;
		}
	}

	@Override
	public CompletableFuture<Void> closeAsync() {
		try {
			return begin() ? leftSoon() : LeaseFuture.ended(this.engine.events()::execute);
		}
		catch (Error ex) {
			// there may be no stack to make a call
			this.hold.cutOff = true;
			this.engine.instance().leftovers().inSites = true;
			throw ex;
		}
	}

	/**
	 * Note first that the caller has left, which takes no stack.
	 * @return whether that is to be followed; not if it had been closed
	 */
	private boolean begin() {
		synchronized (this.hold) {
			if (this.closed) {
				return false;
			}
			this.closed = true;
			this.hold.entries--;
		}
		StackReserve.forLeaving();
		this.closedTooLate = this.hold.endedEarly(this.engine.time().now());
		this.hold.forget(this);
		return true;
	}

	/**
	 * Have the site follow a caller that has left, and wait for the store, as long as
	 * that may take.
	 * @return whether that ends the hold
	 */
	static boolean left(Engines.Held left) {
		Duration held = time(left);
		Site.Exit exit = left.site().exit(left.hold());
		if (exit.answer() != null) {
			exit.answer().await(left.engine().instance().replyTimeout().toNanos());
		}
		tell(left, exit, held);
		return exit.last();
	}

	/**
	 * Have the site follow a caller that has left.
	 * @return a future that ends when the store has answered
	 */
	private CompletableFuture<Void> leftSoon() {
		LockEvents events = this.engine.events();
		CompletableFuture<Void> left = new LeaseFuture<>(events::execute);
		DroppedLeases watched = this.engine.houseKeeper().dropped();
		if (watched != null) {
			watched.forget(this.hold);
		}
		Duration time = time(this.held);
		Site.Exit exit = this.held.site().exit(this.hold);
		this.closedInOrder = !exit.last() && !this.hold.isLost();
		Runnable end = () -> {
			tell(this.held, exit, time);
			left.complete(null);
		};
		if (exit.answer() != null) {
			exit.answer()
				.completeOnTimeout(null, this.engine.instance().replyTimeout().toNanos(), TimeUnit.NANOSECONDS)
				.whenComplete((answer, error) -> events.execute(end));
		}
		else {
			events.execute(end);
		}
		return left;
	}

	private static Duration time(Engines.Held held) {
		return Duration.ofNanos(held.hold().since().nanosUntil(held.engine().time().now()));
	}

	private static void tell(Engines.Held left, Site.Exit exit, Duration held) {
		Hold hold = left.hold();
		LockEvents events = left.engine().events();
		if (exit.last() && hold.isLeakReported()) {
			events.returned(hold, held);
		}
		if (exit.last() && hold.releasedInOrder()) {
			events.tell(hold.settings().category(), (listener) -> listener.released(hold.name, held));
		}
	}

	Site site() {
		return this.held.site();
	}

	Hold hold() {
		return this.hold;
	}

}
