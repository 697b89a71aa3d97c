package io.github.batonlock.inspect;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a lock that is held or awaited in this JVM.
 *
 * @param name name of the lock
 * @param holder holder in this JVM, {@code null} if there is none
 * @param waiting number of callers of this JVM that wait for the lock
 */
public record LockInUse(String name, @Nullable Holder holder, int waiting) {

	/**
	 * The holder of a lock.
	 *
	 * @param thread name of the owning thread, {@code async} if the lease itself is the
	 * owner
	 * @param since when the holder acquired the lock
	 * @param remaining how long the lease stays valid without further renewals
	 * @param fencingToken fencing token of the lease, {@code null} if none has been
	 * requested
	 */
	public record Holder(String thread, Instant since, Duration remaining, @Nullable Long fencingToken) {
	}

}
