package io.github.batonlock.micrometer;

import java.util.function.Function;

import io.github.batonlock.aop.LockedCallObserver;
import io.github.batonlock.aop.ObservedCall;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes one observation of each call of an annotated method, under the caller's, and
 * within it another one of its wait for the lock. Handlers that fail are logged, and
 * change nothing.
 */
public final class LockObservations implements LockedCallObserver {

	private static final Log logger = LogFactory.getLog(LockObservations.class);

	private final ObservationRegistry registry;

	private final LockObservationConvention convention;

	/**
	 * Create it.
	 * @param registry where observations are made
	 * @param convention their names and tags
	 */
	public LockObservations(ObservationRegistry registry, LockObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public ObservedCall start(String category, String lockName) {
		return start(category, lockName, (key) -> null);
	}

	@Override
	public ObservedCall start(String category, String lockName, Function<Object, @Nullable Object> context) {
		if (this.registry.isNoop()) {
			return ObservedCall.NONE;
		}
		try {
			Observation call = call(category, lockName, context.apply(ObservationThreadLocalAccessor.KEY));
			Observation wait = Observation.createNotStarted("distributed.lock.acquire", this.registry)
				.contextualName("acquire " + category)
				.lowCardinalityKeyValue("name", category)
				.parentObservation(call)
				.start();
			return new ObservedLockCall(call, wait);
		}
		catch (RuntimeException ex) {
			failed(ex);
			return ObservedCall.NONE;
		}
	}

	/** Under that of the context, if it holds one, or else under that of the thread. */
	private Observation call(String category, String lockName, @Nullable Object parent) {
		Observation call = Observation.createNotStarted(this.convention,
				() -> new LockObservationContext(category, lockName), this.registry);
		return ((parent instanceof Observation around) ? call.parentObservation(around) : call).start();
	}

	static void failed(RuntimeException ex) {
		logger.warn("A locked call could not be observed", ex);
	}

}
