package io.github.batonlock.aop.call;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * A call that has ended when the future that it returns has.
 *
 * @param call the call
 */
record AwaitedCall(MethodCall call) implements MethodCall {

	/**
	 * Make the call, and wait for its future. An interrupt cancels that.
	 * @return the future, which has ended and tells how
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
			// told by the future itself
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			Thread.currentThread().interrupt();
		}
	}

}
