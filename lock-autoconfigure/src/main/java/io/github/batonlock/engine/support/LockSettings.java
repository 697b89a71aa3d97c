package io.github.batonlock.engine.support;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Fencing;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Shown;
import io.github.batonlock.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one acquisition: options with everything set, times in nanoseconds.
 *
 * @param timeout how long to wait
 * @param lease how long a tenure lasts unless it is renewed
 * @param maxHold when a lease ends by itself, zero for never
 * @param minHold for how long a lock stays taken at least
 * @param linger for how long an unused tenure is kept
 * @param spin whether to ask instead of being told
 * @param spinInterval how often to ask
 * @param eagerFencing whether the fencing token is drawn before entering
 * @param interruptOnLost whether the thread inside is interrupted when the tenure is lost
 * @param leakDetectionThreshold for how long it may be held without a warning, zero for
 * ever
 * @param category who is told of it
 */
public record LockSettings(long timeout, Duration lease, long maxHold, long minHold, long linger, boolean spin,
		long spinInterval, boolean eagerFencing, boolean interruptOnLost, long leakDetectionThreshold,
		String category) {

	private static final String OTHER = "other";

	private static final Duration LONGEST_GRANT_LEASE = Duration.ofSeconds(3);

	public static LockSettings of(String name, LockOptions options) {
		LockSettings settings = new LockSettings(nanos(name, "timeout", options.timeout()),
				set(name, "lease", options.lease()), nanos(name, "max-hold", options.maxHold()),
				nanos(name, "min-hold", options.minHold()), nanos(name, "linger", options.linger()),
				set(name, "waiting", options.waiting()) == Waiting.SPIN,
				nanos(name, "spin-interval", options.spinInterval()),
				set(name, "fencing", options.fencing()) == Fencing.EAGER,
				Boolean.TRUE.equals(options.interruptOnLost()),
				saturated(Objects.requireNonNullElse(options.leakDetectionThreshold(), Duration.ZERO)),
				Objects.requireNonNullElse(options.category(), OTHER));
		if (settings.maxHold > 0 && settings.minHold > settings.maxHold) {
			throw new IllegalArgumentException("min-hold (" + options.minHold() + ") of lock '" + Shown.text(name)
					+ "' must not be longer than its max-hold (" + options.maxHold() + ")");
		}
		return settings;
	}

	private static <T> T set(String name, String option, @Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("No " + option + " is configured for lock '" + Shown.text(name) + "'");
		}
		return value;
	}

	private static long nanos(String name, String option, @Nullable Duration value) {
		return saturated(set(name, option, value));
	}

	/**
	 * Nanoseconds of a duration, at most some 73 years so that sums do not overflow.
	 */
	public static long saturated(Duration duration) {
		return Math.min(TimeUnit.NANOSECONDS.convert(duration), Long.MAX_VALUE / 4);
	}

	public long leaseNanos() {
		return saturated(this.lease);
	}

	public Duration grantLease() {
		return grantLease(this.lease);
	}

	public static Duration grantLease(Duration lease) {
		return (lease.compareTo(LONGEST_GRANT_LEASE) < 0) ? lease : LONGEST_GRANT_LEASE;
	}

	public LockSettings withTimeout(long timeout) {
		return new LockSettings(timeout, this.lease, this.maxHold, this.minHold, this.linger, this.spin,
				this.spinInterval, this.eagerFencing, this.interruptOnLost, this.leakDetectionThreshold, this.category);
	}

}
