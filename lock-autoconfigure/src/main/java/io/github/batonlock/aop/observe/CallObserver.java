package io.github.batonlock.aop.observe;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Watches calls of annotated methods, from when they ask for their lock until they end.
 * Where there is one bean of this type it is asked for each call.
 */
@FunctionalInterface
public interface CallObserver {

	/**
	 * A call asks for its lock. The calling thread is that of the caller.
	 * @param category what the annotation names, before it is evaluated
	 * @param lockName name of the lock, or of all of them
	 * @return what follows the call; must not throw, nor may this method
	 */
	CallObservation start(String category, String lockName);

	/**
	 * A call asks for its lock that has a context of its own, such as a subscription.
	 * Looks only at the calling thread by default.
	 * @param category what the annotation names, before it is evaluated
	 * @param lockName name of the lock, or of all of them
	 * @param context what that context holds for a key, {@code null} for nothing
	 * @return what follows the call; must not throw, nor may this method
	 */
	default CallObservation start(String category, String lockName, Function<Object, @Nullable Object> context) {
		return start(category, lockName);
	}

}
