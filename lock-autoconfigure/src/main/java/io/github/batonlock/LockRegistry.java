package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * Provides locks by name. The name alone identifies a lock: two locks obtained with the
 * same name, in this JVM or in any other JVM that shares the store and the key prefix,
 * exclude each other.
 * <p>
 * Obtaining a lock costs nothing, sends nothing, and stores nothing, so there is no
 * reason to cache the result of {@code obtain}. Registries and their locks are safe for
 * use by any number of threads.
 */
public interface LockRegistry {

	/**
	 * Returns the lock with the given name, with the options that are configured for it.
	 * @param name name of the lock, any text of 1 to 1024 bytes in UTF-8 that is not
	 * blank
	 * @return the lock, not yet acquired
	 * @throws IllegalArgumentException if the name is blank or too long
	 */
	default LeasedLock obtain(String name) {
		return obtain(name, LockOptions.configured());
	}

	/**
	 * Returns the lock with the given name. Unset options are taken from the
	 * configuration.
	 * @param name name of the lock, any text of 1 to 1024 bytes in UTF-8 that is not
	 * blank
	 * @param options options that override the configuration
	 * @return the lock, not yet acquired
	 * @throws IllegalArgumentException if the name is blank or too long, or if the
	 * options and the configuration contradict each other
	 */
	LeasedLock obtain(String name, LockOptions options);

	/**
	 * Runs an action while holding the lock, waiting for the lock no longer than the
	 * configured {@code timeout}. The lock is always released.
	 * @param name name of the lock
	 * @param action the action to run
	 * @param <T> type of the result
	 * @param <E> type of exception that the action may throw
	 * @return the result of the action
	 * @throws E the exception of the action
	 * @throws LockAcquisitionTimeoutException if the lock could not be acquired in time
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted while it waited
	 * @throws LockLostException if the action ended normally, but the lock had been lost
	 * before it was released; suppressed in the exception of the action, if there is one
	 */
	default <T extends @Nullable Object, E extends Exception> T executeLocked(String name, LockedCallable<T, E> action)
			throws E {
		return LockedCalls.call(obtain(name), action);
	}

	/**
	 * Runs an action without a result while holding the lock, exactly like
	 * {@link #executeLocked(String, LockedCallable)}.
	 * @param name name of the lock
	 * @param action the action to run
	 * @param <E> type of exception that the action may throw
	 * @throws E the exception of the action
	 */
	default <E extends Exception> void executeLocked(String name, LockedRunnable<E> action) throws E {
		this.<@Nullable Object, E>executeLocked(name, () -> {
			action.run();
			return null;
		});
	}

}
