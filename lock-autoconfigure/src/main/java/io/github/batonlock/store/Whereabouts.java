package io.github.batonlock.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Location and state of the owner of a lock, as reported by its JVM.
 *
 * @param host name of its machine, {@code null} if the JVM does not know it
 * @param pid process id
 * @param thread name of the holding thread, {@code async} if the lease itself is the
 * holder, {@code null} if there is no holder
 * @param since when the holder acquired the lock, {@code null} if there is no holder
 * @param waiting number of callers of that JVM that wait for the lock
 */
public record Whereabouts(@Nullable String host, long pid, @Nullable String thread, @Nullable Instant since,
		int waiting) {
}
