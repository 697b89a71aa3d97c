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
 * @param interrupted how many may stop while they write
 */
record Scenario(String title, String bound, double leases, boolean forgets, int interrupted) {

	static Scenario of(String title, String bound, double leases) {
		return new Scenario(title, bound, leases, false, 0);
	}

	Scenario forgetting() {
		return new Scenario(this.title, this.bound, this.leases, true, this.interrupted);
	}

	Scenario interrupting() {
		return new Scenario(this.title, this.bound, this.leases, this.forgets, BrokenWork.JVMS);
	}

	Duration bound(Duration lease) {
		return Duration.ofMillis((long) (lease.toMillis() * this.leases));
	}

}
