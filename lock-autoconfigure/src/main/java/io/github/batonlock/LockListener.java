package io.github.batonlock;

import java.time.Duration;

/**
 * Hears what becomes of locks in this JVM. All methods do nothing by default.
 * <p>
 * A listener is called by the thread that acquired or released or by a thread of the
 * registry; never by one that the connection to the store needs, and never while anything
 * is locked inside the registry. What it throws is logged and changes nothing. A slow
 * listener makes its own caller slow; where that caller has just acquired a lock, those
 * who wait for that lock wait for the listener too.
 */
public interface LockListener {

	/**
	 * Who hears of the locks of one category, asked for each event. A listener that tells
	 * categories apart returns the same one for the same category.
	 * @param category {@link LockOptions#category()} of whoever acquires the lock,
	 * {@code other} if that is unset
	 * @return the listener, usually this one
	 */
	default LockListener forCategory(String category) {
		return this;
	}

	/**
	 * A lock that is {@link #acquired} next was not found free, but passed on.
	 * @param name name of the lock
	 * @param remote whether another JVM passed it on, by a message; otherwise this JVM
	 * has kept it for its own callers
	 */
	default void handedOver(String name, boolean remote) {
	}

	/**
	 * A lock has been acquired. Not called when a thread re-enters.
	 * @param lease the lease that begins
	 * @param waited how long it took
	 */
	default void acquired(Lease lease, Duration waited) {
	}

	/**
	 * A lock was not acquired.
	 * @param name name of the lock
	 * @param waited how long it was waited for
	 * @param reason a {@link LockAcquisitionTimeoutException},
	 * {@link LockUnavailableException} or {@link LockInterruptedException}. A future that
	 * was cancelled is not told
	 */
	default void notAcquired(String name, Duration waited, RuntimeException reason) {
	}

	/**
	 * A lease has been closed by its holder, or in its place because the thread that
	 * owned it has ended.
	 * @param name name of the lock
	 * @param held how long it was held
	 */
	default void released(String name, Duration held) {
	}

	/**
	 * A lease was lost while its holder believed to be inside. That may be found when it
	 * is released: then this is called instead of {@link #released}, after the holder has
	 * closed it.
	 * @param name name of the lock
	 * @param held how long it had been held
	 * @param reason what happened, as {@link Lease#ensureValid()} would throw it
	 */
	default void lost(String name, Duration held, LockLostException reason) {
	}

}
