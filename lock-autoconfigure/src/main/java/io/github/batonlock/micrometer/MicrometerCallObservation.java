package io.github.batonlock.micrometer;

import java.util.Map;

import io.github.batonlock.aop.observe.CallObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The observations of one call. Each is stopped once, by whichever event comes first.
 */
final class MicrometerCallObservation implements CallObservation {

	private final Observation call;

	private @Nullable Observation wait;

	private boolean ended;

	MicrometerCallObservation(Observation call, Observation wait) {
		this.call = call;
		this.wait = wait;
	}

	@Override
	public synchronized Scope open() {
		if (this.ended) {
			return Scope.NONE;
		}
		try {
			Observation.Scope scope = this.call.openScope();
			return () -> guarded(scope::close);
		}
		catch (RuntimeException ex) {
			LockObservations.failed(ex);
			return Scope.NONE;
		}
	}

	@Override
	public Map<Object, Object> context() {
		return Map.of(ObservationThreadLocalAccessor.KEY, this.call);
	}

	@Override
	public void acquired() {
		endWait(null);
	}

	@Override
	public void notAcquired(Throwable reason) {
		endWait(reason);
	}

	@Override
	public synchronized void end(@Nullable Throwable failure) {
		endWait(failure);
		if (!this.ended) {
			this.ended = true;
			stop(this.call, failure);
		}
	}

	private synchronized void endWait(@Nullable Throwable failure) {
		Observation ending = this.wait;
		this.wait = null;
		if (ending != null) {
			stop(ending, failure);
		}
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			guarded(() -> observation.error(failure));
		}
		guarded(observation::stop);
	}

	private static void guarded(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			LockObservations.failed(ex);
		}
	}

}
