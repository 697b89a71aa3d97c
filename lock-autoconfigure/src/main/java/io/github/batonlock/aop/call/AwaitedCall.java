package io.github.batonlock.aop.call;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * A call that ends when the future that it returns has completed.
 *
 * @param call the call
 */
record AwaitedCall(MethodCall call) implements MethodCall {

	/**
	 * Makes the call, and waits for its future. An interrupt cancels the future.
	 * @return the completed future
	 */
	@Override
	public @Nullable Object proceed() throws Throwable {
		Object result = this.call.proceed();
		Future<?> future = (result instanceof CompletionStage<?> stage) ? stage.toCompletableFuture()
				: (Future<?>) result;
		if (future != null) {
			await(future);
		}
		return result;
	}

	private static void await(Future<?> future) {
		try {
			future.get();
		}
		catch (ExecutionException | CancellationException ex) {
			// the caller gets it from the future
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			Thread.currentThread().interrupt();
		}
	}

}
