package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Locks as they stand in the store of a registry, whichever JVM they belong to, for those
 * who look after them. Every method asks the store, and waits for each of its answers no
 * longer than {@code reply-timeout}.
 */
public final class StoreView {

	private final EngineLockRegistry registry;

	/**
	 * Create a view.
	 * @param registry the registry, which need not run
	 */
	public StoreView(EngineLockRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Look who owns a lock and who queues for it. Changes nothing.
	 * @param name name of the lock
	 * @param limit how many of those who queue to tell, at least one
	 * @return its state
	 * @throws LockUnavailableException if the registry does not run or the store does not
	 * answer
	 * @throws UnsupportedOperationException if the store cannot be looked into
	 */
	public LockState look(String name, int limit) {
		return ask(name, (store) -> store.inspect(name, limit));
	}

	/**
	 * Take a lock away from its owner and hand it over to the next in the queue. The
	 * owner hears of that when it renews, which is at once if it is of this JVM: until
	 * then both of them may be inside.
	 * @param name name of the lock
	 * @param owner the request that is to lose it
	 * @return whether it was taken away; not if that request did not own it
	 * @throws LockUnavailableException if the registry does not run or the store does not
	 * answer; then it may have been taken away
	 * @throws UnsupportedOperationException if the store cannot be looked into
	 */
	public boolean release(String name, Request owner) {
		// releasing a request that does not own would cost it its place in the queue
		if (!owner.equals(look(name, 1).owner())) {
			return false;
		}
		Duration lease = owner.lease();
		ReleaseReply reply = ask(name,
				(store) -> store.release(name, owner, null, LockSettings.grantLease(lease), lease));
		Engine engine = this.registry.running();
		if (engine != null) {
			engine.renew();
		}
		return !(reply instanceof ReleaseReply.NotOwner);
	}

	private <R> R ask(String name, Function<LockStore, ? extends CompletionStage<? extends R>> question) {
		Engine engine = this.registry.running();
		if (engine == null) {
			throw unavailable(name, "its registry does not run", null);
		}
		Duration patience = engine.replyTimeout();
		try {
			R reply = Command.<R>call(() -> question.apply(engine.store()))
				.toCompletableFuture()
				.get(patience.toNanos(), TimeUnit.NANOSECONDS);
			engine.pulse().answered(engine.time().now());
			return reply;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(name, Duration.ZERO);
		}
		catch (TimeoutException ex) {
			throw failed(engine, name, " gave no answer within " + patience.toMillis() + " ms", ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof UnsupportedOperationException unsupported) {
				throw unsupported;
			}
			throw failed(engine, name, " failed: " + cause.getMessage(), cause);
		}
	}

	private static LockUnavailableException failed(Engine engine, String name, String what, Throwable cause) {
		String reason = engine.store() + what;
		engine.pulse().failed(engine.time().now(), reason);
		return unavailable(name, reason, cause);
	}

	private static LockUnavailableException unavailable(String name, String reason, @Nullable Throwable cause) {
		return new LockUnavailableException(name, Duration.ZERO, reason, cause);
	}

}
