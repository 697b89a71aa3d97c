package io.github.batonlock.aop.observe;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Observes calls of annotated methods, from the request for their lock until they end. A
 * single bean of this type is called for each call.
 */
@FunctionalInterface
public interface CallObserver {

	/**
	 * Called when a call requests its lock, on the thread of the caller.
	 * @param category the name of the lock as the annotation has it, before it is
	 * evaluated
	 * @param lockName the name of the lock, or the names of all locks
	 * @return the observation of the call; neither it nor this method may throw
	 */
	CallObservation start(String category, String lockName);

	/**
	 * Called when a call that has its own context, such as a subscription, requests its
	 * lock. By default only the calling thread is used.
	 * @param category the name of the lock as the annotation has it, before it is
	 * evaluated
	 * @param lockName the name of the lock, or the names of all locks
	 * @param context looks up the value of a key in that context, {@code null} for none
	 * @return the observation of the call; neither it nor this method may throw
	 */
	default CallObservation start(String category, String lockName, Function<Object, @Nullable Object> context) {
		return start(category, lockName);
	}

}
