package io.github.batonlock.benchmarks.peer;

import java.util.concurrent.locks.Lock;

/**
 * A lock for one name: lock, work, and unlock on the same thread.
 */
public interface Mutex {

	/**
	 * Acquires the lock, waiting without limit.
	 */
	void lock();

	/**
	 * Releases the lock.
	 */
	void unlock();

	/**
	 * Adapts a lock of the JDK.
	 * @param lock the lock
	 * @return the mutex
	 */
	static Mutex of(Lock lock) {
		return new Mutex() {
			@Override
			public void lock() {
				lock.lock();
			}

			@Override
			public void unlock() {
				lock.unlock();
			}
		};
	}

}
