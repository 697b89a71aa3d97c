package io.github.batonlock.aop.call;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.github.batonlock.aop.operation.LateResults;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * A call of a method whose type does not tell whether its result is complete when it
 * returns. The call fails if it is not. An incomplete result is not returned, so that
 * most of them, such as publishers, never run without the lock.
 *
 * @param operation the operation of the method
 * @param call the call
 */
record OpenCall(LockOperation operation, MethodCall call) implements MethodCall {

	@Override
	public @Nullable Object proceed() throws Throwable {
		Object result = this.call.proceed();
		Object held = held(result);
		if (held != null && isToCome(held)) {
			drop(held);
			throw new IllegalStateException(this.operation.description() + ": the method returned a "
					+ held.getClass().getName() + ", which completes after the lock has been released. "
					+ "Its return type must declare that, but is " + this.operation.type().getSimpleName());
		}
		return result;
	}

	private static @Nullable Object held(@Nullable Object result) {
		Object held = (result instanceof Optional<?> optional) ? optional.orElse(null) : result;
		return (held != null && LateResults.isEntity(held.getClass())) ? held(body(held)) : held;
	}

	private static @Nullable Object body(Object entity) {
		Method getter = ReflectionUtils.findMethod(entity.getClass(), "getBody");
		return (getter != null) ? ReflectionUtils.invokeMethod(getter, entity) : null;
	}

	private static boolean isToCome(Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return !isDone(stage);
		}
		if (result instanceof Future<?> future) {
			return !future.isDone();
		}
		return LateResults.isFutureOrPublisher(result.getClass()) || LateResults.reason(result.getClass()) != null;
	}

	private static boolean isDone(CompletionStage<?> stage) {
		try {
			return stage.toCompletableFuture().isDone();
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	private static void drop(Object result) {
		try {
			if (result instanceof Future<?> future) {
				future.cancel(true);
			}
			else if (result instanceof BaseStream<?, ?> stream) {
				stream.close();
			}
		}
		catch (RuntimeException ex) {
			// the result goes on, or stays open
		}
	}

}
