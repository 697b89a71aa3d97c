package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * Decides what a call of a method with {@link DistributedLock} comes to when its lock was
 * not had, where the annotation says {@code HANDLE}. It is a bean, used by any number of
 * threads at a time: that of the caller, or one of the registry where the method returns
 * a future or publisher.
 */
@FunctionalInterface
public interface LockFailureHandler {

	/**
	 * Answer in place of the method, throw, or run the method without the lock by
	 * {@link LockFailure#proceed()}.
	 * @param failure the call, and why its lock was not had
	 * @return what the caller gets: of the method's return type (for a method that
	 * returns a {@code Mono}, a {@code Mono}), not {@code null} where that is primitive,
	 * ignored where it is {@code void}; {@code null} for a future or publisher is one of
	 * nothing
	 * @throws Throwable what the caller gets instead of an answer
	 */
	@Nullable Object handle(LockFailure failure) throws Throwable;

}
