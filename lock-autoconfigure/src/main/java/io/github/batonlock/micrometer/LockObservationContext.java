package io.github.batonlock.micrometer;

import io.micrometer.observation.Observation;

/**
 * Context of an observed call.
 */
public final class LockObservationContext extends Observation.Context {

	private final String category;

	private final String lockName;

	LockObservationContext(String category, String lockName) {
		this.category = category;
		this.lockName = lockName;
	}

	/**
	 * Returns the name in the annotation, before it is evaluated.
	 * @return the category, of low cardinality
	 */
	public String getCategory() {
		return this.category;
	}

	/**
	 * Returns the name of the lock, or of all locks of the call.
	 * @return the name, of high cardinality
	 */
	public String getLockName() {
		return this.lockName;
	}

}
