package io.github.batonlock.aop.call;

import org.jspecify.annotations.Nullable;

/**
 * The call of an annotated method, made while its lock is held.
 */
@FunctionalInterface
public interface MethodCall {

	/**
	 * Makes the call.
	 * @return the result of the method
	 * @throws Throwable any exception of the method
	 */
	@Nullable Object proceed() throws Throwable;

}
