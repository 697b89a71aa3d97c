package io.github.batonlock.aop.observe;

/**
 * Carries the context of the calling thread to the thread that runs an annotated method
 * which returns a future. A single bean of this type is called for each such call.
 */
@FunctionalInterface
public interface CallerContext {

	/**
	 * Carries nothing.
	 */
	CallerContext NONE = () -> () -> CallObservation.Scope.NONE;

	/**
	 * Captures the context of the calling thread.
	 * @return the captured context
	 */
	Captured capture();

	/**
	 * A captured context.
	 */
	@FunctionalInterface
	interface Captured {

		/**
		 * Restores the context on the calling thread.
		 * @return a scope that the same thread closes when it no longer needs the context
		 */
		CallObservation.Scope open();

	}

}
