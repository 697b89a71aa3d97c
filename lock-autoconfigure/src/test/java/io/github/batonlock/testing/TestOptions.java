package io.github.batonlock.testing;

import java.time.Duration;

import io.github.batonlock.Fencing;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;

/**
 * What is configured where a test does not care.
 */
public final class TestOptions {

	/** Options with everything set. */
	public static final LockOptions COMPLETE = LockOptions.builder()
		.timeout(Duration.ofSeconds(60))
		.lease(Duration.ofSeconds(30))
		.maxHold(Duration.ZERO)
		.minHold(Duration.ZERO)
		.linger(Duration.ZERO)
		.waiting(Waiting.PUBSUB)
		.spinInterval(Duration.ofMillis(50))
		.fencing(Fencing.ON_DEMAND)
		.interruptOnLost(false)
		.leakDetectionThreshold(Duration.ZERO)
		.build();

	private TestOptions() {
	}

	/**
	 * Options with everything set.
	 * @param lease how long a lock outlives its JVM
	 * @param timeout how long to wait
	 * @return the options
	 */
	public static LockOptions complete(Duration lease, Duration timeout) {
		return LockOptions.builder().lease(lease).timeout(timeout).build().withDefaults(COMPLETE);
	}

}
