package io.github.batonlock;

/**
 * An action without a result that runs while a lock is held.
 *
 * @param <E> type of exception that the action may throw
 * @see LockRegistry#executeLocked(String, LockedRunnable)
 */
@FunctionalInterface
public interface LockedRunnable<E extends Exception> {

	/**
	 * Runs the action.
	 * @throws E any exception of the action
	 */
	void run() throws E;

}
