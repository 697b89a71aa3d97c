package io.github.batonlock.engine;

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
	 * Drop what is scheduled, let threads go, and schedule nothing any more.
	 */
	@Override
	void close();

}
