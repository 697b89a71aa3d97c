package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * Where locks come from. A lock is known by its name alone: two locks obtained by one
 * name, in this JVM or in any other that shares the store and the key prefix, exclude
 * each other.
 * <p>
 * Obtaining a lock costs nothing, sends nothing and keeps nothing, so there is no reason
 * to cache what {@code obtain} returns. Registries and the locks they give out are safe
 * for use by any number of threads.
 */
public interface LockRegistry {

	/**
	 * Give the lock of that name, with the options that the configuration has for it.
	 * @param name name of the lock, any text of 1 to 1024 bytes in UTF-8 that is not
	 * blank
	 * @return the lock, not yet acquired
	 * @throws IllegalArgumentException if the name is blank or too long
	 */
	default LeasedLock obtain(String name) {
		return obtain(name, LockOptions.configured());
	}

	/**
	 * Give the lock of that name. What the options leave unset is taken from the
	 * configuration.
	 * @param name name of the lock, any text of 1 to 1024 bytes in UTF-8 that is not
	 * blank
	 * @param options what this caller wants otherwise than configured
	 * @return the lock, not yet acquired
	 * @throws IllegalArgumentException if the name is blank or too long, or if the
	 * options and the configuration contradict each other
	 */
	LeasedLock obtain(String name, LockOptions options);

	/**
	 * Run an action while holding the lock, waiting for it no longer than the configured
	 * {@code timeout}. The lock is released whatever the action does.
	 * @param name name of the lock
	 * @param action what to run
	 * @param <T> type of the result
	 * @param <E> type of exception that the action may throw
	 * @return what the action returns
	 * @throws E what the action throws
	 * @throws LockAcquisitionTimeoutException if the lock was not had in time
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted while it waited
	 * @throws LockLostException if the action ended normally, but the lock had been lost
	 * before it was released; suppressed in what the action throws, if it does
	 */
	default <T extends @Nullable Object, E extends Exception> T executeLocked(String name, LockedCallable<T, E> action)
			throws E {
		return LockedCalls.call(obtain(name), action);
	}

	/**
	 * Run an action without a result while holding the lock, exactly as
	 * {@link #executeLocked(String, LockedCallable)} does.
	 * @param name name of the lock
	 * @param action what to run
	 * @param <E> type of exception that the action may throw
	 * @throws E what the action throws
	 */
	default <E extends Exception> void executeLocked(String name, LockedRunnable<E> action) throws E {
		this.<@Nullable Object, E>executeLocked(name, () -> {
			action.run();
			return null;
		});
	}

}
