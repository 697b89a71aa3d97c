package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * Decides what a call of a method with {@link DistributedLock} comes to when its lock was
 * not had, where the annotation says {@code HANDLE}. It is a bean, used by any number of
 * threads at a time, on the thread of the caller.
 */
@FunctionalInterface
public interface LockFailureHandler {

	/**
	 * Answer in place of the method, throw, or run the method without the lock by
	 * {@link LockFailure#proceed()}.
	 * @param failure the call, and why its lock was not had
	 * @return what the caller gets: of the method's return type, not {@code null} where
	 * that is primitive, ignored where it is {@code void}
	 * @throws Throwable what the caller gets instead of an answer
	 */
	@Nullable Object handle(LockFailure failure) throws Throwable;

}
