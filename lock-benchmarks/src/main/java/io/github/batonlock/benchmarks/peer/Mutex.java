package io.github.batonlock.benchmarks.peer;

import java.util.concurrent.locks.Lock;

/**
 * One name, as a caller uses it: locks, works, unlocks in the same thread.
 */
public interface Mutex {

	/**
	 * Wait for as long as it takes.
	 */
	void lock();

	/**
	 * Let go.
	 */
	void unlock();

	/**
	 * A mutex that is a lock of the JDK's kind.
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
