package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A future whose asynchronous actions run on the registry's executor, as do those of
 * futures that depend on it, unless they are given another one.
 */
final class LeaseFuture<T> extends CompletableFuture<T> {

	private final Executor executor;

	LeaseFuture(Executor executor) {
		this.executor = executor;
	}

	@Override
	public Executor defaultExecutor() {
		return this.executor;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new LeaseFuture<>(this.executor);
	}

}
