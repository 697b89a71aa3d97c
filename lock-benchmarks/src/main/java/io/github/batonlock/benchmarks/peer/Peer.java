package io.github.batonlock.benchmarks.peer;

/**
 * Something that locks in a Redis, set up in one JVM as its users would do it.
 */
public interface Peer extends AutoCloseable {

	/**
	 * The mutex of a name.
	 * @param name the name
	 * @return what a caller of this name uses
	 */
	Mutex mutex(String name);

	@Override
	void close();

}
