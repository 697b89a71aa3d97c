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
	public void close() {
		try {
			synchronized (this.hold) {
				if (this.closed) {
					return;
				}
				this.closed = true;
				this.hold.entries--;
			}
			StackReserve.forLeaving();
			this.hold.forget(this);
			if (this.hold.owner != null) {
				left(this.hold, this.engine);
			}
			else {
				leftSoon(this.hold, this.engine);
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
			synchronized (this.hold) {
				if (this.closed) {
					return LeaseFuture.ended(this.engine.events()::execute);
				}
				this.closed = true;
				this.hold.entries--;
			}
			StackReserve.forLeaving();
			this.hold.forget(this);
			return leftSoon(this.hold, this.engine);
		}
		catch (Error ex) {
			// there may be no stack to make a call
			this.hold.cutOff = true;
			this.engine.leftovers.inSites = true;
			throw ex;
		}
	}

	/**
	 * Have the site follow a caller that has left, and wait for the store, as long as
	 * that may take.
	 */
	static void left(Hold hold, Engine engine) {
		Duration held = held(hold, engine);
		Site.Exit exit = hold.site.exit(hold);
		if (exit.answer() != null) {
			exit.answer().await(engine.replyTimeout().toNanos());
		}
		tell(hold, engine, exit, held);
	}

	/**
	 * Have the site follow a caller that has left.
	 * @return a future that ends when the store has answered
	 */
	private static CompletableFuture<Void> leftSoon(Hold hold, Engine engine) {
		CompletableFuture<Void> left = new LeaseFuture<>(engine.events()::execute);
		DroppedLeases watched = engine.scan().dropped();
		if (watched != null) {
			watched.forget(hold);
		}
		Duration held = held(hold, engine);
		Site.Exit exit = hold.site.exit(hold);
		Runnable end = () -> {
			tell(hold, engine, exit, held);
			left.complete(null);
		};
		if (exit.answer() != null) {
			exit.answer()
				.completeOnTimeout(null, engine.replyTimeout().toNanos(), TimeUnit.NANOSECONDS)
				.whenComplete((answer, error) -> engine.events().execute(end));
		}
		else {
			engine.events().execute(end);
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
		if (exit.last() && !hold.isLost()) {
			engine.events().tell(hold.settings().category(), (listener) -> listener.released(hold.site.name(), held));
		}
	}

	Hold hold() {
		return this.hold;
	}

}
