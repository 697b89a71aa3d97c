package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A future whose asynchronous actions run on threads of the registry's own, as do those
 * of futures that depend on it, unless they are given an executor.
 */
final class LeaseFuture<T> extends CompletableFuture<T> {

	private final Executor threads;

	LeaseFuture(Executor threads) {
		this.threads = threads;
	}

	static LeaseFuture<Void> ended(Executor threads) {
		LeaseFuture<Void> future = new LeaseFuture<>(threads);
		future.complete(null);
		return future;
	}

	static <T> LeaseFuture<T> failed(Executor threads, Throwable reason) {
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
