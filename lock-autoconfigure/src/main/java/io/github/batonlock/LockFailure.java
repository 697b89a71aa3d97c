package io.github.batonlock;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call of a method with {@link DistributedLock} whose lock could not be acquired.
 */
public interface LockFailure {

	/**
	 * Returns the method that was called.
	 * @return the method, of the class of the target
	 */
	Method method();

	/**
	 * Returns the object on which the method was called.
	 * @return the target, not its proxy
	 */
	Object target();

	/**
	 * Returns the arguments of the call.
	 * @return the arguments, unmodifiable; without the continuation of a suspending
	 * function
	 */
	List<@Nullable Object> arguments();

	/**
	 * Returns the name of the lock.
	 * @return the name, evaluated for this call
	 */
	String lockName();

	/**
	 * Returns how long the call waited for the lock.
	 * @return the time
	 */
	Duration waited();

	/**
	 * Returns the exception that is thrown if there is no handler. Its message also names
	 * the annotation and the method.
	 * @return {@link LockAcquisitionTimeoutException} if others held the lock,
	 * {@link LockUnavailableException} if the store could not be reached
	 */
	RuntimeException reason();

	/**
	 * Runs the method without the lock. Advice that is further inside, such as a
	 * transaction, is applied as usual. There is no {@link CurrentLease} meanwhile.
	 * @return the result of the method
	 * @throws IllegalStateException if this method has been called before
	 * @throws Throwable any exception of the method
	 */
	@Nullable Object proceed() throws Throwable;

}
