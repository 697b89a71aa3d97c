package io.github.batonlock.inspect;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A lock that is held or waited for in this JVM, as it was at one instant.
 *
 * @param name name of the lock
 * @param holder who of this JVM is inside, {@code null} if nobody is
 * @param waiting how many callers of this JVM wait for it
 */
public record LockInUse(String name, @Nullable Holder holder, int waiting) {

	/**
	 * Who is inside.
	 *
	 * @param thread name of the thread that owns, {@code async} if the lease itself does
	 * @param since when it entered
	 * @param remaining how long it may still believe to be inside, unless that is renewed
	 * meanwhile
	 * @param fencingToken its fencing token, {@code null} if none has been drawn
	 */
	public record Holder(String thread, Instant since, Duration remaining, @Nullable Long fencingToken) {
	}

}
