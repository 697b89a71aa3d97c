package io.github.batonlock.aop.observe;

import org.jspecify.annotations.Nullable;

/**
 * Knows what a thread has read before it acquires a lock, and would be given again under
 * the lock without being read anew. Where there is one bean of this type it is asked
 * before a method is locked, until something has been found for that method once.
 */
@FunctionalInterface
public interface EarlierReads {

	/**
	 * Find what the calling thread has read.
	 * @return what keeps it, in words, or {@code null} if there is nothing; must not
	 * throw
	 */
	@Nullable String find();

}
