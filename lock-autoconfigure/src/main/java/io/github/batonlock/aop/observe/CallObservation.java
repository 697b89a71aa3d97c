package io.github.batonlock.aop.observe;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The observation of one call. Its methods are called by any thread, one after the other,
 * except for {@link #end(Throwable)}, which may be called at any time if the result comes
 * later.
 */
public interface CallObservation {

	/**
	 * Observes nothing.
	 */
	CallObservation NONE = new CallObservation() {
	};

	/**
	 * Called when the calling thread begins to work for this call.
	 * @return a scope that the same thread closes when it stops to work for the call
	 */
	default Scope open() {
		return Scope.NONE;
	}

	/**
	 * The values that the context of the call must contain, if the call has its own.
	 * @return values by their keys
	 */
	default Map<Object, Object> context() {
		return Map.of();
	}

	/**
	 * Called when the lock was acquired.
	 */
	default void acquired() {
	}

	/**
	 * Called when the lock was not acquired. The annotation decides the outcome for the
	 * caller.
	 * @param reason why the lock was not acquired
	 */
	default void notAcquired(Throwable reason) {
	}

	/**
	 * Called when the call has ended.
	 * @param failure the failure that the caller receives, {@code null} if it receives a
	 * result
	 */
	default void end(@Nullable Throwable failure) {
	}

	/**
	 * The time for which a thread works for a call.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/**
		 * A scope that observes nothing.
		 */
		Scope NONE = () -> {
		};

		@Override
		void close();

	}

}
