package io.github.batonlock.redis;

import java.time.Duration;

/**
 * A failure, and the promise for it.
 *
 * @param title the failure
 * @param bound description of the maximum idle time of the lock
 * @param leases the same in leases
 * @param forgets whether Redis forgets acknowledged writes, so that only fencing tokens
 * keep holders apart
 */
record Scenario(String title, String bound, double leases, boolean forgets) {

	static Scenario of(String title, String bound, double leases) {
		return new Scenario(title, bound, leases, false);
	}

	Scenario forgetting() {
		return new Scenario(this.title, this.bound, this.leases, true);
	}

	Duration bound(Duration lease) {
		return Duration.ofMillis((long) (lease.toMillis() * this.leases));
	}

}
