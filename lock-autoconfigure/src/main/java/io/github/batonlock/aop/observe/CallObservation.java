package io.github.batonlock.aop.observe;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A call that is watched. Told by any thread, one after the other but for
 * {@link #end(Throwable)}, which may come at any time where the result comes later.
 */
public interface CallObservation {

	/**
	 * A call that nobody watches.
	 */
	CallObservation NONE = new CallObservation() {
	};

	/**
	 * The calling thread works for this call.
	 * @return closed by the same thread when it no longer does
	 */
	default Scope open() {
		return Scope.NONE;
	}

	/**
	 * What a context of the work for this call has to hold, where it has one of its own.
	 * @return values by their keys
	 */
	default Map<Object, Object> context() {
		return Map.of();
	}

	/**
	 * The lock was acquired.
	 */
	default void acquired() {
	}

	/**
	 * The lock was not acquired. What the caller gets then is up to the annotation.
	 * @param reason why
	 */
	default void notAcquired(Throwable reason) {
	}

	/**
	 * The call has ended.
	 * @param failure what the caller gets, {@code null} if it gets a result
	 */
	default void end(@Nullable Throwable failure) {
	}

	/**
	 * For how long a thread works for a call.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/**
		 * A scope that nobody watches.
		 */
		Scope NONE = () -> {
		};

		@Override
		void close();

	}

}
