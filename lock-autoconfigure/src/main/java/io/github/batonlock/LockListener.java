package io.github.batonlock;

import java.time.Duration;

/**
 * Receives events of the locks in this JVM. All methods do nothing by default.
 * <p>
 * A listener is called by the thread that acquired or released the lock, or by a thread
 * of the registry. It is never called by a thread that the connection to the store needs,
 * and never while the registry holds an internal lock. Exceptions of a listener are
 * logged and have no other effect. A slow listener delays its own caller. If that caller
 * has just acquired a lock, the waiters for that lock wait for the listener too.
 */
public interface LockListener {

	/**
	 * Returns the listener for the locks of one category. Called for each event. A
	 * listener that distinguishes categories returns the same object for the same
	 * category.
	 * @param category {@link LockOptions#category()} of the caller that acquires the
	 * lock, {@code other} if unset
	 * @return the listener, usually this one
	 */
	default LockListener forCategory(String category) {
		return this;
	}

	/**
	 * Called before {@link #acquired} if the lock was not found free, but passed on.
	 * @param name name of the lock
	 * @param remote whether another JVM passed the lock on, by a message; otherwise, this
	 * JVM has kept it for its own callers
	 */
	default void handedOver(String name, boolean remote) {
	}

	/**
	 * Called when a lock has been acquired. Not called for reentrant acquisitions.
	 * @param lease the lease that begins
	 * @param waited how long the acquisition took
	 */
	default void acquired(Lease lease, Duration waited) {
	}

	/**
	 * Called when a lock could not be acquired. Not called for futures that were
	 * cancelled.
	 * @param name name of the lock
	 * @param waited how long the caller waited for the lock
	 * @param reason a {@link LockAcquisitionTimeoutException},
	 * {@link LockUnavailableException}, or {@link LockInterruptedException}
	 */
	default void notAcquired(String name, Duration waited, RuntimeException reason) {
	}

	/**
	 * Called when a lease has been closed by its holder, or on its behalf because the
	 * owning thread has ended.
	 * @param name name of the lock
	 * @param held how long the lock was held
	 */
	default void released(String name, Duration held) {
	}

	/**
	 * Called when a lease was lost while its holder relied on it. The loss may be
	 * detected by the release: in that case, this method is called instead of
	 * {@link #released}, after the holder has closed the lease.
	 * @param name name of the lock
	 * @param held how long the lock had been held
	 * @param reason the reason, as thrown by {@link Lease#ensureValid()}
	 */
	default void lost(String name, Duration held, LockLostException reason) {
	}

}
