package io.github.batonlock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Values set on a builder of {@link LockOptions}, {@code null} if unset.
 */
abstract class OptionFields {

	@Nullable Duration timeout;

	@Nullable Duration lease;

	@Nullable Duration maxHold;

	@Nullable Duration minHold;

	@Nullable Duration linger;

	@Nullable Waiting waiting;

	@Nullable Duration spinInterval;

	@Nullable Fencing fencing;

	@Nullable Boolean interruptOnLost;

	@Nullable Duration leakDetectionThreshold;

	@Nullable String category;

	Options values() {
		return new Options(this.timeout, this.lease, this.maxHold, this.minHold, this.linger, this.waiting,
				this.spinInterval, this.fencing, this.interruptOnLost, this.leakDetectionThreshold, this.category);
	}

}
