package io.github.batonlock.engine.support;

import java.util.concurrent.locks.LockSupport;

/**
 * Where the engine takes its time from, and what wakes it up later.
 */
public interface EngineTime extends AutoCloseable {

	/**
	 * This instant on both clocks.
	 * @return the instant
	 */
	Moment now();

	/**
	 * Run a task that does not block.
	 * @param task what to run
	 * @param delayNanos how long from now, in nanoseconds
	 */
	void schedule(Runnable task, long delayNanos);

	/**
	 * Let the calling thread wait until it is woken, for a time at most. May return for
	 * no reason.
	 * @param blocker what it waits for
	 * @param nanos how long, in nanoseconds
	 */
	default void park(Object blocker, long nanos) {
		LockSupport.parkNanos(blocker, nanos);
	}

	/**
	 * Let a thread wait no longer, or not the next time if it does not wait.
	 * @param thread the thread
	 */
	default void unpark(Thread thread) {
		LockSupport.unpark(thread);
	}

	/**
	 * Drop what is scheduled, let threads go, and schedule nothing any more.
	 */
	@Override
	void close();

}
