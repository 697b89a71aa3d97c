package io.github.batonlock.engine.site;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The request of one hold for its fencing token, until it is answered. Guarded by the
 * mutex of its site; answers are effects, to be run after it.
 */
final class TokenRequest {

	private final CompletableFuture<Long> future = new CompletableFuture<>();

	private boolean pending = true;

	private @Nullable Long token;

	boolean pending() {
		return this.pending;
	}

	CompletableFuture<Long> future() {
		return this.future;
	}

	/** The token, {@code null} if it was not given. */
	@Nullable Long token() {
		return this.token;
	}

	Runnable give(long token) {
		this.pending = false;
		this.token = token;
		return () -> this.future.complete(token);
	}

	Runnable refuse(RuntimeException reason) {
		this.pending = false;
		return () -> this.future.completeExceptionally(reason);
	}

}
