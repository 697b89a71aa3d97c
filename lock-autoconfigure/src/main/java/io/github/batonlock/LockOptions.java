package io.github.batonlock;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Options of a lock, as set by a caller, a rule, or the configuration. Each option may be
 * unset; then the next source in the order <i>code, rule, global configuration</i>
 * decides. Immutable.
 */
public final class LockOptions {

	/**
	 * Longest duration of all options except for {@link #timeout()}: 365 days.
	 */
	public static final Duration LONGEST = Duration.ofDays(365);

	private static final LockOptions CONFIGURED = builder().build();

	private final Options values;

	private LockOptions(Options values) {
		this.values = values;
	}

	/**
	 * Returns options that leave everything to the configuration.
	 * @return options with nothing set
	 */
	public static LockOptions configured() {
		return CONFIGURED;
	}

	/**
	 * Returns a builder for options.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns a copy of these options in which unset options are taken from the given
	 * defaults.
	 * @param defaults values for the unset options
	 * @return the completed options
	 */
	public LockOptions withDefaults(LockOptions defaults) {
		if (this == CONFIGURED) {
			return defaults;
		}
		if (defaults == CONFIGURED) {
			return this;
		}
		return new LockOptions(this.values.withDefaults(defaults.values));
	}

	/**
	 * Returns how long to wait for the lock.
	 * @return zero for a single try, {@code null} if unset
	 */
	public @Nullable Duration timeout() {
		return this.values.timeout();
	}

	/**
	 * Returns how long the lock outlives a crashed JVM.
	 * @return the time, {@code null} if unset
	 */
	public @Nullable Duration lease() {
		return this.values.lease();
	}

	/**
	 * Returns when a lease ends although its holder has not closed it, counted from its
	 * acquisition. For a reentrant lease, the value of the outermost acquisition applies.
	 * @return zero for never, {@code null} if unset
	 */
	public @Nullable Duration maxHold() {
		return this.values.maxHold();
	}

	/**
	 * Returns how long the lock stays taken after it was acquired, even if it is closed
	 * earlier.
	 * @return zero for no longer than it is held, {@code null} if unset
	 */
	public @Nullable Duration minHold() {
		return this.values.minHold();
	}

	/**
	 * Returns how long a JVM keeps a released lock that no other caller has requested, so
	 * that acquiring it again costs nothing.
	 * @return zero for not at all, {@code null} if unset
	 */
	public @Nullable Duration linger() {
		return this.values.linger();
	}

	/**
	 * Returns how to wait for the lock.
	 * @return the waiting mode, {@code null} if unset
	 */
	public @Nullable Waiting waiting() {
		return this.values.waiting();
	}

	/**
	 * Returns the polling interval if {@link #waiting()} is {@link Waiting#SPIN}.
	 * @return the time between two polls, {@code null} if unset
	 */
	public @Nullable Duration spinInterval() {
		return this.values.spinInterval();
	}

	/**
	 * Returns when to request the fencing token.
	 * @return the time of the request, {@code null} if unset
	 */
	public @Nullable Fencing fencing() {
		return this.values.fencing();
	}

	/**
	 * Returns whether to interrupt the thread that owns a lost lease. The thread is never
	 * interrupted after it has released the lock.
	 * @return whether to interrupt it, {@code null} if unset
	 */
	public @Nullable Boolean interruptOnLost() {
		return this.values.interruptOnLost();
	}

	/**
	 * Returns how long a lease may be held before a warning is logged, with the stack
	 * that acquired it.
	 * @return zero for no limit, {@code null} if unset
	 */
	public @Nullable Duration leakDetectionThreshold() {
		return this.values.leakDetectionThreshold();
	}

	/**
	 * Returns the name that meters use for locks obtained with these options: one
	 * category, many locks.
	 * @return the category, {@code null} if unset
	 */
	public @Nullable String category() {
		return this.values.category();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockOptions that && this.values.equals(that.values);
	}

	@Override
	public int hashCode() {
		return this.values.hashCode();
	}

	@Override
	public String toString() {
		return "Lock" + this.values;
	}

	/**
	 * Builds {@link LockOptions}. Not safe for use by several threads.
	 */
	public static final class Builder extends OptionFields {

		private Builder() {
		}

		/**
		 * Sets how long to wait for the lock.
		 * @param timeout the time, zero for a single try; any length is accepted, so a
		 * very long one is effectively no limit
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = Options.notNegative("timeout", timeout);
			return this;
		}

		/**
		 * Sets how long the lock outlives a crashed JVM.
		 * @param lease the time, at least 100 ms, at most {@link LockOptions#LONGEST}
		 * @return this builder
		 */
		public Builder lease(Duration lease) {
			this.lease = Options.between("lease", lease, Duration.ofMillis(100));
			return this;
		}

		/**
		 * Sets when a lease ends although its holder has not closed it.
		 * @param maxHold the time, zero for never
		 * @return this builder
		 */
		public Builder maxHold(Duration maxHold) {
			this.maxHold = Options.between("max-hold", maxHold, Duration.ZERO);
			return this;
		}

		/**
		 * Sets how long the lock stays taken after it was acquired, even if it is closed
		 * earlier.
		 * @param minHold the time, zero for no longer than it is held
		 * @return this builder
		 */
		public Builder minHold(Duration minHold) {
			this.minHold = Options.between("min-hold", minHold, Duration.ZERO);
			return this;
		}

		/**
		 * Sets how long a JVM keeps a released lock that no other caller has requested.
		 * @param linger the time, zero for not at all
		 * @return this builder
		 */
		public Builder linger(Duration linger) {
			this.linger = Options.between("linger", linger, Duration.ZERO);
			return this;
		}

		/**
		 * Sets how to wait for the lock.
		 * @param waiting the waiting mode; {@link Waiting#DEFAULT} leaves it unset
		 * @return this builder
		 */
		public Builder waiting(Waiting waiting) {
			Objects.requireNonNull(waiting, "waiting must not be null");
			this.waiting = (waiting != Waiting.DEFAULT) ? waiting : null;
			return this;
		}

		/**
		 * Sets the polling interval for {@link Waiting#SPIN}.
		 * @param spinInterval the time between two polls, at least 10 ms
		 * @return this builder
		 */
		public Builder spinInterval(Duration spinInterval) {
			this.spinInterval = Options.between("spin-interval", spinInterval, Duration.ofMillis(10));
			return this;
		}

		/**
		 * Sets when to request the fencing token.
		 * @param fencing the time of the request
		 * @return this builder
		 */
		public Builder fencing(Fencing fencing) {
			this.fencing = Objects.requireNonNull(fencing, "fencing must not be null");
			return this;
		}

		/**
		 * Sets whether to interrupt the thread that owns a lost lease.
		 * @param interruptOnLost whether to interrupt it
		 * @return this builder
		 */
		public Builder interruptOnLost(boolean interruptOnLost) {
			this.interruptOnLost = interruptOnLost;
			return this;
		}

		/**
		 * Sets how long a lease may be held before a warning is logged. Each acquisition
		 * then costs a stack trace.
		 * @param threshold the time, zero for no limit
		 * @return this builder
		 */
		public Builder leakDetectionThreshold(Duration threshold) {
			this.leakDetectionThreshold = Options.between("leak-detection-threshold", threshold, Duration.ZERO);
			return this;
		}

		/**
		 * Sets the name that meters use for locks obtained with these options. Each
		 * category has its own meters, so it must not contain values that differ from
		 * call to call.
		 * @param category the category, not blank
		 * @return this builder
		 */
		public Builder category(String category) {
			this.category = Options.notBlank("category", category);
			return this;
		}

		/**
		 * Builds the options.
		 * @return the options
		 */
		public LockOptions build() {
			return new LockOptions(values());
		}

	}

}
