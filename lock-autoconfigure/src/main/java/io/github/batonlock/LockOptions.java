package io.github.batonlock;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a caller, a rule or the configuration says about a lock. Everything may be left
 * unset; then the next in the order <i>code, rule, global configuration</i> decides.
 * Immutable.
 */
public final class LockOptions {

	/**
	 * The longest time that may be set for anything but {@link #timeout()}: 365 days.
	 */
	public static final Duration LONGEST = Duration.ofDays(365);

	private static final LockOptions CONFIGURED = builder().build();

	private final Options values;

	private LockOptions(Options values) {
		this.values = values;
	}

	/**
	 * Options that leave everything to the configuration.
	 * @return options with nothing set
	 */
	public static LockOptions configured() {
		return CONFIGURED;
	}

	/**
	 * Start to build options.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * These options, completed by others where nothing is set.
	 * @param defaults what holds where these options say nothing
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
	 * How long to wait for the lock.
	 * @return zero for a single try, {@code null} if unset
	 */
	public @Nullable Duration timeout() {
		return this.values.timeout();
	}

	/**
	 * How long the lock outlives a JVM that has crashed.
	 * @return the time, {@code null} if unset
	 */
	public @Nullable Duration lease() {
		return this.values.lease();
	}

	/**
	 * When a lease ends although its holder has not closed it, counted from entering.
	 * Where a thread re-enters, that of its outermost acquisition holds.
	 * @return zero for never, {@code null} if unset
	 */
	public @Nullable Duration maxHold() {
		return this.values.maxHold();
	}

	/**
	 * For how long after it was acquired the lock stays taken, even if it is closed
	 * earlier.
	 * @return zero for no longer than it is held, {@code null} if unset
	 */
	public @Nullable Duration minHold() {
		return this.values.minHold();
	}

	/**
	 * For how long a JVM keeps a lock that nobody has asked for after it was released, so
	 * that acquiring it again costs nothing.
	 * @return zero for not at all, {@code null} if unset
	 */
	public @Nullable Duration linger() {
		return this.values.linger();
	}

	/**
	 * How to wait.
	 * @return the way, {@code null} if unset
	 */
	public @Nullable Waiting waiting() {
		return this.values.waiting();
	}

	/**
	 * How often to ask where {@link #waiting()} is {@link Waiting#SPIN}.
	 * @return the time between two questions, {@code null} if unset
	 */
	public @Nullable Duration spinInterval() {
		return this.values.spinInterval();
	}

	/**
	 * When to draw the fencing token.
	 * @return when, {@code null} if unset
	 */
	public @Nullable Fencing fencing() {
		return this.values.fencing();
	}

	/**
	 * Whether to interrupt the thread that owns a lease when that is lost. It is never
	 * interrupted once it has released the lock.
	 * @return whether to interrupt it, {@code null} if unset
	 */
	public @Nullable Boolean interruptOnLost() {
		return this.values.interruptOnLost();
	}

	/**
	 * For how long a lease may be held before a warning says so, with the stack that
	 * acquired it.
	 * @return zero for ever, {@code null} if unset
	 */
	public @Nullable Duration leakDetectionThreshold() {
		return this.values.leakDetectionThreshold();
	}

	/**
	 * What meters call locks obtained with these options: one category, many names.
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
		 * Set how long to wait for the lock.
		 * @param timeout the time, zero for a single try; any number of years is as good
		 * as for ever
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = Options.notNegative("timeout", timeout);
			return this;
		}

		/**
		 * Set how long the lock outlives a JVM that has crashed.
		 * @param lease the time, at least 100 ms, at most {@link LockOptions#LONGEST}
		 * @return this builder
		 */
		public Builder lease(Duration lease) {
			this.lease = Options.between("lease", lease, Duration.ofMillis(100));
			return this;
		}

		/**
		 * Set when a lease ends although its holder has not closed it.
		 * @param maxHold the time, zero for never
		 * @return this builder
		 */
		public Builder maxHold(Duration maxHold) {
			this.maxHold = Options.between("max-hold", maxHold, Duration.ZERO);
			return this;
		}

		/**
		 * Set for how long after it was acquired the lock stays taken, even if it is
		 * closed earlier.
		 * @param minHold the time, zero for no longer than it is held
		 * @return this builder
		 */
		public Builder minHold(Duration minHold) {
			this.minHold = Options.between("min-hold", minHold, Duration.ZERO);
			return this;
		}

		/**
		 * Set for how long a JVM keeps a lock that nobody has asked for.
		 * @param linger the time, zero for not at all
		 * @return this builder
		 */
		public Builder linger(Duration linger) {
			this.linger = Options.between("linger", linger, Duration.ZERO);
			return this;
		}

		/**
		 * Set how to wait.
		 * @param waiting the way; {@link Waiting#DEFAULT} leaves it unset
		 * @return this builder
		 */
		public Builder waiting(Waiting waiting) {
			Objects.requireNonNull(waiting, "waiting must not be null");
			this.waiting = (waiting != Waiting.DEFAULT) ? waiting : null;
			return this;
		}

		/**
		 * Set how often to ask while spinning.
		 * @param spinInterval the time between two questions, at least 10 ms
		 * @return this builder
		 */
		public Builder spinInterval(Duration spinInterval) {
			this.spinInterval = Options.between("spin-interval", spinInterval, Duration.ofMillis(10));
			return this;
		}

		/**
		 * Set when to draw the fencing token.
		 * @param fencing when
		 * @return this builder
		 */
		public Builder fencing(Fencing fencing) {
			this.fencing = Objects.requireNonNull(fencing, "fencing must not be null");
			return this;
		}

		/**
		 * Set whether to interrupt the thread that owns a lease when that is lost.
		 * @param interruptOnLost whether to interrupt it
		 * @return this builder
		 */
		public Builder interruptOnLost(boolean interruptOnLost) {
			this.interruptOnLost = interruptOnLost;
			return this;
		}

		/**
		 * Set for how long a lease may be held before a warning says so. Each acquisition
		 * then costs a stack trace.
		 * @param threshold the time, zero for ever
		 * @return this builder
		 */
		public Builder leakDetectionThreshold(Duration threshold) {
			this.leakDetectionThreshold = Options.between("leak-detection-threshold", threshold, Duration.ZERO);
			return this;
		}

		/**
		 * Set what meters call locks obtained with these options. A category has meters
		 * of its own, so it must not be made of what differs from call to call.
		 * @param category the category, not blank
		 * @return this builder
		 */
		public Builder category(String category) {
			this.category = Options.notBlank("category", category);
			return this;
		}

		/**
		 * Build the options.
		 * @return options with what has been set
		 */
		public LockOptions build() {
			return new LockOptions(values());
		}

	}

}
