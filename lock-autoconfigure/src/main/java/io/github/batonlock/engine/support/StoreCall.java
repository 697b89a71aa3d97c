package io.github.batonlock.engine.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Calls a store that may throw although it should not.
 */
public final class StoreCall {

	private StoreCall() {
	}

	/**
	 * Send a command.
	 * @param command sends it
	 * @param <R> type of the reply
	 * @return the answer to come, failed already if the store has thrown
	 */
	public static <R> CompletionStage<? extends R> send(Supplier<? extends CompletionStage<? extends R>> command) {
		try {
			return command.get();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

}
