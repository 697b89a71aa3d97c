package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The wish of one hold for its fencing token, until it is answered. Guarded by the mutex
 * of its site; answers are effects, to be run after it.
 */
final class TokenRequest {

	private final CompletableFuture<Long> future = new CompletableFuture<>();

	private boolean pending = true;

	private @Nullable Refusal failure;

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

	/** It has failed, and is tried again. */
	void failed(Refusal refusal) {
		this.failure = refusal;
	}

	/** Why it was not answered. */
	Refusal refusal(Refusal silence) {
		return (this.failure != null) ? this.failure : silence;
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
