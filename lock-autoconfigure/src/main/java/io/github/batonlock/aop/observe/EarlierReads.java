package io.github.batonlock.aop.observe;

import org.jspecify.annotations.Nullable;

/**
 * Finds data that a thread has read before it acquires a lock, and would get again under
 * the lock without another read. A single bean of this type is called before a method is
 * locked, until it has found such data for that method.
 */
@FunctionalInterface
public interface EarlierReads {

	/**
	 * Finds data that the calling thread has read.
	 * @return a description of what keeps the data, {@code null} if there is none; must
	 * not throw
	 */
	@Nullable String find();

}
