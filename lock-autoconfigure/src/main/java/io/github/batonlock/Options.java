package io.github.batonlock;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Values of {@link LockOptions}, {@code null} if unset.
 *
 * @param timeout how long to wait
 * @param lease how long a lock outlives a crashed JVM
 * @param maxHold when a lease ends although it has not been closed
 * @param minHold how long a lock stays taken at least
 * @param linger how long an unused lock is kept
 * @param waiting how to wait
 * @param spinInterval the polling interval
 * @param fencing when to request fencing tokens
 * @param interruptOnLost whether to interrupt the owner of a lost lease
 * @param leakDetectionThreshold how long a lease may be held without a warning
 * @param category the name that meters use for such locks
 */
record Options(@Nullable Duration timeout, @Nullable Duration lease, @Nullable Duration maxHold,
		@Nullable Duration minHold, @Nullable Duration linger, @Nullable Waiting waiting,
		@Nullable Duration spinInterval, @Nullable Fencing fencing, @Nullable Boolean interruptOnLost,
		@Nullable Duration leakDetectionThreshold, @Nullable String category) {

	Options withDefaults(Options defaults) {
		return new Options(first(this.timeout, defaults.timeout), first(this.lease, defaults.lease),
				first(this.maxHold, defaults.maxHold), first(this.minHold, defaults.minHold),
				first(this.linger, defaults.linger), first(this.waiting, defaults.waiting),
				first(this.spinInterval, defaults.spinInterval), first(this.fencing, defaults.fencing),
				first(this.interruptOnLost, defaults.interruptOnLost),
				first(this.leakDetectionThreshold, defaults.leakDetectionThreshold),
				first(this.category, defaults.category));
	}

	private static <T> @Nullable T first(@Nullable T value, @Nullable T otherwise) {
		return (value != null) ? value : otherwise;
	}

	static String notBlank(String name, String value) {
		Objects.requireNonNull(value, () -> name + " must not be null");
		if (value.isBlank()) {
			throw new IllegalArgumentException(name + " must not be blank");
		}
		return value;
	}

	static Duration notNegative(String name, Duration value) {
		return atLeast(name, value, Duration.ZERO);
	}

	static Duration atLeast(String name, Duration value, Duration least) {
		Objects.requireNonNull(value, () -> name + " must not be null");
		if (value.compareTo(least) < 0) {
			throw new IllegalArgumentException(
					name + " must not be less than " + least.toMillis() + " ms, but is " + text(value));
		}
		return value;
	}

	/**
	 * Checks that a duration is at most a year, so that no sum of durations overflows.
	 */
	static Duration between(String name, Duration value, Duration least) {
		if (atLeast(name, value, least).compareTo(LockOptions.LONGEST) > 0) {
			throw new IllegalArgumentException(
					name + " must not be longer than " + LockOptions.LONGEST.toDays() + " days, but is " + text(value));
		}
		return value;
	}

	/** Formats a duration; very long ones have no number of milliseconds. */
	private static String text(Duration value) {
		boolean countable = value.toSeconds() < Integer.MAX_VALUE && value.toSeconds() > Integer.MIN_VALUE;
		return countable ? value.toMillis() + " ms" : value.toString();
	}

}
