package io.github.batonlock.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where the owner of a lock is and what it is at, as its JVM has told it.
 *
 * @param host name of its machine, {@code null} if the JVM does not know that
 * @param pid the process
 * @param thread name of the thread that is inside, {@code async} if the lease itself is,
 * {@code null} if nobody is
 * @param since when that one entered, {@code null} if nobody is inside
 * @param waiting how many callers of that JVM wait for the lock
 */
public record Whereabouts(@Nullable String host, long pid, @Nullable String thread, @Nullable Instant since,
		int waiting) {
}
