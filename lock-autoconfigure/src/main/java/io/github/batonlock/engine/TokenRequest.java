package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;

/**
 * The wish of one hold for its fencing token, until it is answered. Guarded by the mutex
 * of its site; answers are effects, to be run after it.
 */
final class TokenRequest {

	private final CompletableFuture<Long> future = new CompletableFuture<>();

	private boolean pending = true;

	boolean pending() {
		return this.pending;
	}

	CompletableFuture<Long> future() {
		return this.future;
	}

	Runnable give(long token) {
		this.pending = false;
		return () -> this.future.complete(token);
	}

	Runnable refuse(RuntimeException reason) {
		this.pending = false;
		return () -> this.future.completeExceptionally(reason);
	}

}
