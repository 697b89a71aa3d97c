package io.github.batonlock.micrometer;

import java.util.function.Function;

import io.github.batonlock.aop.observe.CallObservation;
import io.github.batonlock.aop.observe.CallObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates an observation for each call of an annotated method, below the observation of
 * the caller, and within it another observation for the wait. Failures of handlers are
 * logged and have no other effect.
 */
public final class LockObservations implements CallObserver {

	private static final Log logger = LogFactory.getLog(LockObservations.class);

	private final ObservationRegistry registry;

	private final LockObservationConvention convention;

	/**
	 * Creates an observer.
	 * @param registry the registry of the observations
	 * @param convention names and tags of the observations
	 */
	public LockObservations(ObservationRegistry registry, LockObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public CallObservation start(String category, String lockName) {
		return start(category, lockName, (key) -> null);
	}

	@Override
	public CallObservation start(String category, String lockName, Function<Object, @Nullable Object> context) {
		if (this.registry.isNoop()) {
			return CallObservation.NONE;
		}
		try {
			Observation call = call(category, lockName, context.apply(ObservationThreadLocalAccessor.KEY));
			Observation wait = Observation.createNotStarted("distributed.lock.acquire", this.registry)
				.contextualName("acquire " + category)
				.lowCardinalityKeyValue("name", category)
				.parentObservation(call);
			return started(call, wait);
		}
		catch (RuntimeException ex) {
			failed(ex);
			return CallObservation.NONE;
		}
	}

	private static CallObservation started(Observation call, Observation wait) {
		try {
			call.start();
			wait.start();
			return new MicrometerCallObservation(call, wait);
		}
		catch (RuntimeException ex) {
			end(wait);
			end(call);
			throw ex;
		}
	}

	/**
	 * Stops an observation, because handlers may have opened resources that only the stop
	 * closes.
	 */
	private static void end(Observation observation) {
		try {
			observation.stop();
		}
		catch (RuntimeException ex) {
			logger.debug("An observation that could not be started could not be stopped", ex);
		}
	}

	/**
	 * Starts an observation below the one in the context, if there is one, or else below
	 * the one of the thread.
	 */
	private Observation call(String category, String lockName, @Nullable Object parent) {
		Observation call = Observation.createNotStarted(this.convention,
				() -> new LockObservationContext(category, lockName), this.registry);
		return ((parent instanceof Observation around) ? call.parentObservation(around) : call);
	}

	static void failed(RuntimeException ex) {
		logger.warn("A locked call could not be observed", ex);
	}

}
