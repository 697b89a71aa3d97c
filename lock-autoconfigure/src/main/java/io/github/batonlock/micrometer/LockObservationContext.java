package io.github.batonlock.micrometer;

import io.micrometer.observation.Observation;

/**
 * What is known of an observed call.
 */
public final class LockObservationContext extends Observation.Context {

	private final String category;

	private final String lockName;

	LockObservationContext(String category, String lockName) {
		this.category = category;
		this.lockName = lockName;
	}

	/**
	 * What the annotation names, before it is evaluated.
	 * @return the category, of low cardinality
	 */
	public String getCategory() {
		return this.category;
	}

	/**
	 * Name of the lock, or of all locks of the call.
	 * @return the name, of high cardinality
	 */
	public String getLockName() {
		return this.lockName;
	}

}
