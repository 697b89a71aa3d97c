package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.batonlock.Lease;
import io.github.batonlock.LockInterruptedException;

/**
 * A handle on one entry of a hold.
 */
final class EngineLease implements Lease {

	private final Hold hold;

	private final Engine engine;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Whether it was valid when it was closed, and others of its thread go on. */
	private volatile boolean closedInOrder;

	/** Whether it had ended when it was closed. */
	private volatile boolean closedTooLate;

	EngineLease(Hold hold, Engine engine) {
		this.hold = hold;
		this.engine = engine;
	}

	static EngineLease of(Waiter inside, Engine engine) {
		return new EngineLease(Objects.requireNonNull(inside.hold(), "not inside"), engine);
	}

	@Override
	public String name() {
		return this.hold.site.name();
	}

	@Override
	public long fencingToken() {
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
		return !this.closed.get() && this.hold.valid(this.engine.time().now());
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
		if (!this.hold.keepForLoss(action)) {
			this.engine.events().execute(() -> this.engine.events().guarded(action));
		}
	}

	@Override
	public boolean isLost() {
		if (!this.closed.get()) {
			return this.hold.endedEarly(this.engine.time().now());
		}
		return this.closedTooLate || (this.hold.isLost() && !this.closedInOrder);
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.closedTooLate = this.hold.endedEarly(this.engine.time().now());
			boolean last = leave(this.hold, this.engine);
			this.closedInOrder = !last && !this.hold.isLost();
		}
	}

	/**
	 * Leave a hold once and wait for the store, as long as that may take.
	 * @return whether that ends it
	 */
	static boolean leave(Hold hold, Engine engine) {
		Duration held = Duration.ofNanos(hold.since().nanosUntil(engine.time().now()));
		Site.Exit exit = hold.site.exit(hold);
		if (exit.answer() != null) {
			exit.answer().await(engine.replyTimeout().toNanos());
		}
		if (exit.last() && hold.isLeakReported()) {
			engine.events().returned(hold, held);
		}
		if (exit.last() && hold.releasedInOrder()) {
			engine.events().tell(hold.settings().category(), (listener) -> listener.released(hold.site.name(), held));
		}
		return exit.last();
	}

	Hold hold() {
		return this.hold;
	}

}
