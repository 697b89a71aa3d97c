package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.batonlock.Lease;
import io.github.batonlock.LockInterruptedException;

/**
 * A handle on one entry of a hold.
 */
final class EngineLease implements Lease {

	private final Hold hold;

	private final Engine engine;

	/** Changes under the monitor of the hold. */
	private volatile boolean closed;

	/** Whether an entry of its own stands behind it. */
	private final boolean entered;

	/** Whether it was valid when it was closed, and others of its thread go on. */
	private volatile boolean closedInOrder;

	/** Whether it had ended when it was closed. */
	private volatile boolean closedTooLate;

	private EngineLease(Hold hold, Engine engine, boolean entered) {
		this.hold = hold;
		this.engine = engine;
		this.entered = entered;
	}

	static EngineLease of(Waiter inside, Engine engine) {
		return new EngineLease(Objects.requireNonNull(inside.hold(), "not inside"), engine, true);
	}

	/**
	 * A handle for those who have not entered by it.
	 */
	static EngineLease view(Hold hold, Engine engine) {
		return new EngineLease(hold, engine, false);
	}

	@Override
	public String name() {
		return this.hold.site.name();
	}

	@Override
	public long fencingToken() {
		StackReserve.forAcquiring();
		ensureValid();
		CompletableFuture<Long> token = this.hold.site.token(this.hold);
		try {
			return await(token);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(name(), this.engine.replyTimeout());
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex);
		}
	}

	private long await(CompletableFuture<Long> token) throws InterruptedException, ExecutionException {
		Duration limit = this.engine.replyTimeout();
		try {
			return token.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			this.hold.site.giveUpToken(this.hold, new Refusal.Unavailable(
					this.engine.store() + " gave no fencing token within " + limit.toMillis() + " ms", ex));
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
					this.closedInOrder = !left(this.hold, this.engine) && !this.hold.isLost();
				}
				else {
					leftSoon();
				}
			}
		}
		catch (Error ex) {
			// there may be no stack to make a call
			this.hold.cutOff = true;
			this.engine.leftovers.inSites = true;
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
			this.engine.leftovers.inSites = true;
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
	static boolean left(Hold hold, Engine engine) {
		Duration held = held(hold, engine);
		Site.Exit exit = hold.site.exit(hold);
		if (exit.answer() != null) {
			exit.answer().await(engine.replyTimeout().toNanos());
		}
		tell(hold, engine, exit, held);
		return exit.last();
	}

	/**
	 * Have the site follow a caller that has left.
	 * @return a future that ends when the store has answered
	 */
	private CompletableFuture<Void> leftSoon() {
		LockEvents events = this.engine.events();
		CompletableFuture<Void> left = new LeaseFuture<>(events::execute);
		DroppedLeases watched = this.engine.scan().dropped();
		if (watched != null) {
			watched.forget(this.hold);
		}
		Duration held = held(this.hold, this.engine);
		Site.Exit exit = this.hold.site.exit(this.hold);
		this.closedInOrder = !exit.last() && !this.hold.isLost();
		Runnable end = () -> {
			tell(this.hold, this.engine, exit, held);
			left.complete(null);
		};
		if (exit.answer() != null) {
			exit.answer()
				.completeOnTimeout(null, this.engine.replyTimeout().toNanos(), TimeUnit.NANOSECONDS)
				.whenComplete((answer, error) -> events.execute(end));
		}
		else {
			events.execute(end);
		}
		return left;
	}

	private static Duration held(Hold hold, Engine engine) {
		return Duration.ofNanos(hold.since().nanosUntil(engine.time().now()));
	}

	private static void tell(Hold hold, Engine engine, Site.Exit exit, Duration held) {
		if (exit.last() && hold.isLeakReported()) {
			engine.events().returned(hold, held);
		}
		if (exit.last() && hold.releasedInOrder()) {
			engine.events().tell(hold.settings().category(), (listener) -> listener.released(hold.site.name(), held));
		}
	}

	Hold hold() {
		return this.hold;
	}

}
