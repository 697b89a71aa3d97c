package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * Decides the outcome of a call of a method with {@link DistributedLock} whose lock could
 * not be acquired, if the annotation says {@code HANDLE}. The handler is a bean and may
 * be called by several threads at the same time: by the thread of the caller, or by a
 * thread of the registry if the method returns a future or publisher.
 */
@FunctionalInterface
public interface LockFailureHandler {

	/**
	 * Returns a result instead of the method, throws an exception, or runs the method
	 * without the lock by {@link LockFailure#proceed()}.
	 * @param failure the call, and the reason why its lock could not be acquired
	 * @return the result for the caller. It must be of the method's return type, such as
	 * a {@code Mono} for a method that returns a {@code Mono}. It must not be
	 * {@code null} for a primitive type, and is ignored for {@code void}. For a future or
	 * publisher, {@code null} stands for an empty one
	 * @throws Throwable the exception for the caller
	 */
	@Nullable Object handle(LockFailure failure) throws Throwable;

}
