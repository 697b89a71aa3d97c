package io.github.batonlock.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of observed calls. A bean of this type replaces the default convention,
 * which has a tag {@code name} with the category, and the name of the lock as
 * {@code lock.name} only on spans.
 */
public interface LockObservationConvention extends ObservationConvention<LockObservationContext> {

	/**
	 * The default convention.
	 */
	LockObservationConvention DEFAULT = new LockObservationConvention() {
	};

	@Override
	default String getName() {
		return "distributed.lock";
	}

	@Override
	default String getContextualName(LockObservationContext context) {
		return "lock " + context.getCategory();
	}

	@Override
	default KeyValues getLowCardinalityKeyValues(LockObservationContext context) {
		return KeyValues.of("name", context.getCategory());
	}

	@Override
	default KeyValues getHighCardinalityKeyValues(LockObservationContext context) {
		return KeyValues.of("lock.name", context.getLockName());
	}

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof LockObservationContext;
	}

}
