package io.github.batonlock.benchmarks.peer;

/**
 * A library that locks in a Redis, set up in one JVM as its users would.
 */
public interface Peer extends AutoCloseable {

	/**
	 * Returns the mutex for a name.
	 * @param name the name
	 * @return the mutex
	 */
	Mutex mutex(String name);

	@Override
	void close();

}
