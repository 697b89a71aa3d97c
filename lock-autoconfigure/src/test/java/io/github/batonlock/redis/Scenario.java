package io.github.batonlock.redis;

import java.time.Duration;

/**
 * Something that is broken, and what is promised of it.
 *
 * @param title what is broken
 * @param bound how long the lock may stand idle, in words
 * @param leases the same in leases
 * @param forgets whether Redis forgets what it has answered, so that only fencing tokens
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
