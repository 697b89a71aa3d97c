package io.github.batonlock.engine.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A future whose asynchronous actions run on threads of the registry's own, as do those
 * of futures that depend on it, unless they are given an executor.
 */
public final class LeaseFuture<T> extends CompletableFuture<T> {

	private final Executor threads;

	public LeaseFuture(Executor threads) {
		this.threads = threads;
	}

	public static LeaseFuture<Void> ended(Executor threads) {
		LeaseFuture<Void> future = new LeaseFuture<>(threads);
		future.complete(null);
		return future;
	}

	public static <T> LeaseFuture<T> failed(Executor threads, Throwable reason) {
		LeaseFuture<T> future = new LeaseFuture<>(threads);
		future.completeExceptionally(reason);
		return future;
	}

	@Override
	public Executor defaultExecutor() {
		return this.threads;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new LeaseFuture<>(this.threads);
	}

}
