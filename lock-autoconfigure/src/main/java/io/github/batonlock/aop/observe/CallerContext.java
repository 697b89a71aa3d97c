package io.github.batonlock.aop.observe;

/**
 * Carries what the thread of a caller knows to the thread on which an annotated method
 * runs that returns a future. Where there is one bean of this type it is asked for each
 * such call.
 */
@FunctionalInterface
public interface CallerContext {

	/**
	 * Carries nothing.
	 */
	CallerContext NONE = () -> () -> CallObservation.Scope.NONE;

	/**
	 * Capture what the calling thread knows, that of the caller.
	 * @return what was captured
	 */
	Captured capture();

	/**
	 * What a thread knew.
	 */
	@FunctionalInterface
	interface Captured {

		/**
		 * Let the calling thread know it.
		 * @return closed by the same thread when it no longer has to
		 */
		CallObservation.Scope open();

	}

}
