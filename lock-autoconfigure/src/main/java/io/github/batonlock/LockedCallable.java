package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * An action with a result that runs while a lock is held.
 *
 * @param <T> type of the result
 * @param <E> type of exception that the action may throw
 * @see LockRegistry#executeLocked(String, LockedCallable)
 */
@FunctionalInterface
public interface LockedCallable<T extends @Nullable Object, E extends Exception> {

	/**
	 * Runs the action.
	 * @return the result
	 * @throws E any exception of the action
	 */
	T call() throws E;

}
