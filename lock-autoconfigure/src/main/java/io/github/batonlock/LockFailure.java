package io.github.batonlock;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call of a method with {@link DistributedLock} whose lock was not had.
 */
public interface LockFailure {

	/**
	 * The method that was called.
	 * @return the method, of the class of the target
	 */
	Method method();

	/**
	 * The object on which it was called.
	 * @return the target, not its proxy
	 */
	Object target();

	/**
	 * What it was called with.
	 * @return the arguments, unmodifiable; without the continuation of a suspending
	 * function
	 */
	List<@Nullable Object> arguments();

	/**
	 * Name of the lock.
	 * @return the name, for this call
	 */
	String lockName();

	/**
	 * How long the lock was waited for.
	 * @return the time
	 */
	Duration waited();

	/**
	 * What is thrown where no handler is asked: tells annotation and method too.
	 * @return {@link LockAcquisitionTimeoutException} if others held the lock,
	 * {@link LockUnavailableException} if the store could not be reached
	 */
	RuntimeException reason();

	/**
	 * Run the method, without the lock. Advice that is further inside, such as a
	 * transaction, is applied as usual. There is no {@link CurrentLease} meanwhile.
	 * @return what the method returns
	 * @throws IllegalStateException if it has been called before
	 * @throws Throwable what the method throws
	 */
	@Nullable Object proceed() throws Throwable;

}
