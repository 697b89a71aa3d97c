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

	private static final LockOptions CONFIGURED = builder().build();

	private final @Nullable Duration timeout;

	private final @Nullable Duration lease;

	private final @Nullable Duration maxHold;

	private final @Nullable Duration minHold;

	private final @Nullable Duration linger;

	private final @Nullable Waiting waiting;

	private final @Nullable Duration spinInterval;

	private final @Nullable Fencing fencing;

	private LockOptions(Builder builder) {
		this.timeout = builder.timeout;
		this.lease = builder.lease;
		this.maxHold = builder.maxHold;
		this.minHold = builder.minHold;
		this.linger = builder.linger;
		this.waiting = builder.waiting;
		this.spinInterval = builder.spinInterval;
		this.fencing = builder.fencing;
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
		Builder merged = new Builder();
		merged.timeout = first(this.timeout, defaults.timeout);
		merged.lease = first(this.lease, defaults.lease);
		merged.maxHold = first(this.maxHold, defaults.maxHold);
		merged.minHold = first(this.minHold, defaults.minHold);
		merged.linger = first(this.linger, defaults.linger);
		merged.waiting = first(this.waiting, defaults.waiting);
		merged.spinInterval = first(this.spinInterval, defaults.spinInterval);
		merged.fencing = first(this.fencing, defaults.fencing);
		return merged.build();
	}

	private static <T> @Nullable T first(@Nullable T value, @Nullable T otherwise) {
		return (value != null) ? value : otherwise;
	}

	/**
	 * How long to wait for the lock.
	 * @return zero for a single try, {@code null} if unset
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	/**
	 * How long the lock outlives a JVM that has crashed.
	 * @return the time, {@code null} if unset
	 */
	public @Nullable Duration lease() {
		return this.lease;
	}

	/**
	 * When a lease ends although its holder has not closed it.
	 * @return zero for never, {@code null} if unset
	 */
	public @Nullable Duration maxHold() {
		return this.maxHold;
	}

	/**
	 * For how long after it was acquired the lock stays taken, even if it is closed
	 * earlier.
	 * @return zero for no longer than it is held, {@code null} if unset
	 */
	public @Nullable Duration minHold() {
		return this.minHold;
	}

	/**
	 * For how long a JVM keeps a lock that nobody has asked for after it was released, so
	 * that acquiring it again costs nothing.
	 * @return zero for not at all, {@code null} if unset
	 */
	public @Nullable Duration linger() {
		return this.linger;
	}

	/**
	 * How to wait.
	 * @return the way, {@code null} if unset
	 */
	public @Nullable Waiting waiting() {
		return this.waiting;
	}

	/**
	 * How often to ask where {@link #waiting()} is {@link Waiting#SPIN}.
	 * @return the time between two questions, {@code null} if unset
	 */
	public @Nullable Duration spinInterval() {
		return this.spinInterval;
	}

	/**
	 * When to draw the fencing token.
	 * @return when, {@code null} if unset
	 */
	public @Nullable Fencing fencing() {
		return this.fencing;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockOptions that && toString().equals(that.toString());
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.timeout, this.lease, this.maxHold, this.minHold, this.linger, this.waiting,
				this.spinInterval, this.fencing);
	}

	@Override
	public String toString() {
		return "LockOptions[timeout=" + this.timeout + ", lease=" + this.lease + ", maxHold=" + this.maxHold
				+ ", minHold=" + this.minHold + ", linger=" + this.linger + ", waiting=" + this.waiting
				+ ", spinInterval=" + this.spinInterval + ", fencing=" + this.fencing + "]";
	}

	/**
	 * Builds {@link LockOptions}. Not safe for use by several threads.
	 */
	public static final class Builder {

		private @Nullable Duration timeout;

		private @Nullable Duration lease;

		private @Nullable Duration maxHold;

		private @Nullable Duration minHold;

		private @Nullable Duration linger;

		private @Nullable Waiting waiting;

		private @Nullable Duration spinInterval;

		private @Nullable Fencing fencing;

		private Builder() {
		}

		/**
		 * Set how long to wait for the lock.
		 * @param timeout the time, zero for a single try
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = notNegative("timeout", timeout);
			return this;
		}

		/**
		 * Set how long the lock outlives a JVM that has crashed.
		 * @param lease the time, at least 100 ms
		 * @return this builder
		 */
		public Builder lease(Duration lease) {
			this.lease = atLeast("lease", lease, Duration.ofMillis(100));
			return this;
		}

		/**
		 * Set when a lease ends although its holder has not closed it.
		 * @param maxHold the time, zero for never
		 * @return this builder
		 */
		public Builder maxHold(Duration maxHold) {
			this.maxHold = notNegative("max-hold", maxHold);
			return this;
		}

		/**
		 * Set for how long after it was acquired the lock stays taken, even if it is
		 * closed earlier.
		 * @param minHold the time, zero for no longer than it is held
		 * @return this builder
		 */
		public Builder minHold(Duration minHold) {
			this.minHold = notNegative("min-hold", minHold);
			return this;
		}

		/**
		 * Set for how long a JVM keeps a lock that nobody has asked for.
		 * @param linger the time, zero for not at all
		 * @return this builder
		 */
		public Builder linger(Duration linger) {
			this.linger = notNegative("linger", linger);
			return this;
		}

		/**
		 * Set how to wait.
		 * @param waiting the way; {@link Waiting#DEFAULT} leaves it unset
		 * @return this builder
		 */
		public Builder waiting(Waiting waiting) {
			this.waiting = (waiting != Waiting.DEFAULT) ? waiting : null;
			return this;
		}

		/**
		 * Set how often to ask while spinning.
		 * @param spinInterval the time between two questions, at least 10 ms
		 * @return this builder
		 */
		public Builder spinInterval(Duration spinInterval) {
			this.spinInterval = atLeast("spin-interval", spinInterval, Duration.ofMillis(10));
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
		 * Build the options.
		 * @return options with what has been set
		 */
		public LockOptions build() {
			return new LockOptions(this);
		}

		private static Duration notNegative(String name, Duration value) {
			return atLeast(name, value, Duration.ZERO);
		}

		private static Duration atLeast(String name, Duration value, Duration least) {
			Objects.requireNonNull(value, () -> name + " must not be null");
			if (value.compareTo(least) < 0) {
				throw new IllegalArgumentException(name + " must not be less than " + least.toMillis() + " ms, but is "
						+ value.toMillis() + " ms");
			}
			return value;
		}

	}

}
