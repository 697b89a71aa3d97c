package io.github.batonlock.aop.call;

import java.util.Objects;

import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.aop.operation.LockOperation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Decides the outcome of a call whose lock could not be acquired, as its annotation says.
 */
final class FailurePolicy {

	private static final Log logger = LogFactory.getLog(FailurePolicy.class);

	private final @Nullable BeanFactory beans;

	FailurePolicy(@Nullable BeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Determines the outcome for the caller.
	 * @param failure the failure to acquire the lock
	 * @return the result that replaces that of the method, or the result of the method,
	 * if it runs without the lock
	 * @throws Throwable the failure, which then names the annotation and the method, or
	 * any exception of a handler or the method
	 */
	@Nullable Object answer(LockOperation operation, RuntimeException failure, Object target, @Nullable Object[] arguments,
			MethodCall call) throws Throwable {
		return switch (operation.onFailure().reactionTo(failure)) {
			case THROW -> throw RequestedBy.tell(operation, failure);
			case SKIP -> skip(operation, failure);
			case HANDLE -> handle(operation, new FailedCall(operation, target, arguments, failure, call));
			case PROCEED -> {
				logger.warn(operation.description() + " runs WITHOUT its lock: " + failure.getMessage());
				yield new FailedCall(operation, target, arguments, failure, call).proceed();
			}
		};
	}

	private static @Nullable Object skip(LockOperation operation, RuntimeException failure) {
		if (failure instanceof LockUnavailableException) {
			logger.warn(operation.description() + " is skipped: " + failure.getMessage());
		}
		return SkippedResult.of(operation.type());
	}

	private @Nullable Object handle(LockOperation operation, FailedCall call) throws Throwable {
		String name = operation.onFailure().handler();
		Object answer = handler(name, call).handle(call);
		Class<?> type = operation.type();
		if (type == void.class) {
			return null;
		}
		if (!ClassUtils.isAssignableValue(type, answer)) {
			throw new IllegalStateException(operation.description() + ": handler '" + name + "' returned "
					+ ((answer != null) ? "a " + answer.getClass().getTypeName() : "null") + ", but the method returns "
					+ type.getTypeName(), call.reason());
		}
		return answer;
	}

	/**
	 * Looks up a handler by its bean name.
	 * @throws RuntimeException the failure of the call itself, if the application context
	 * is closed
	 */
	private LockFailureHandler handler(String name, FailedCall call) {
		try {
			return Objects.requireNonNull(this.beans, "no beans").getBean(name, LockFailureHandler.class);
		}
		catch (RuntimeException ex) {
			if (!ClosedContext.hasCaused(ex, this.beans)) {
				throw ex;
			}
			RuntimeException reason = call.reason();
			reason.addSuppressed(ClosedContext.exception("Bean '" + name + "' was not called", ex));
			throw reason;
		}
	}

}
