package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.DeclarePrecedence;
import org.aspectj.lang.reflect.MethodSignature;
import org.jspecify.annotations.Nullable;

/**
 * Runs methods under their locks by {@link LockInvoker}, where AspectJ has woven it into
 * them: methods with the annotation or one that is composed of it, and public methods of
 * classes with such an annotation. Annotations of interfaces are not seen.
 * <p>
 * The aspect is inside of woven asynchronous execution, and outside of every other woven
 * aspect, such as transactions.
 */
@Aspect
@DeclarePrecedence("org.springframework.scheduling.aspectj..*, io.github.batonlock.aop.DistributedLockAspect, *")
public final class DistributedLockAspect {

	/**
	 * Aspects of the running application contexts; the most recent one handles woven
	 * calls.
	 */
	private static final Deque<DistributedLockAspect> started = new ConcurrentLinkedDeque<>();

	private final LockOperationSource operations;

	private final LockInvoker invoker;

	/**
	 * Creates an aspect.
	 * @param operations finds the operation of a method
	 * @param invoker runs the calls
	 */
	public DistributedLockAspect(LockOperationSource operations, LockInvoker invoker) {
		this.operations = operations;
		this.invoker = invoker;
	}

	/**
	 * Returns the aspect of the running application. Called by woven code.
	 * @return the aspect
	 * @throws IllegalStateException if no application context with locks is running
	 */
	public static DistributedLockAspect aspectOf() {
		DistributedLockAspect aspect = started.peekLast();
		if (aspect == null) {
			throw new IllegalStateException("A method with @DistributedLock was called that AspectJ has woven, but no "
					+ "application context with distributed locks is running: it was not run, as it would not be locked");
		}
		return aspect;
	}

	/**
	 * Whether an application context with locks is running.
	 * @return whether {@link #aspectOf()} returns an aspect
	 */
	public static boolean hasAspect() {
		return !started.isEmpty();
	}

	/**
	 * Starts to handle woven calls, until another aspect is started.
	 */
	public void start() {
		started.addLast(this);
	}

	/**
	 * Stops to handle woven calls, which the aspect started before handles again.
	 */
	public void stop() {
		started.remove(this);
	}

	/**
	 * Runs a woven method under its lock.
	 * @param call the call
	 * @return the result of the method
	 * @throws Throwable any exception of the method, or the failure to acquire the lock
	 */
	@Around("(execution(@io.github.batonlock.DistributedLock !static * *(..))"
			+ " || execution(@(@io.github.batonlock.DistributedLock *) !static * *(..))"
			+ " || (execution(public !static * *(..)) && (within(@io.github.batonlock.DistributedLock *)"
			+ " || within(@(@io.github.batonlock.DistributedLock *) *))))")
	public @Nullable Object around(ProceedingJoinPoint call) throws Throwable {
		Method method = ((MethodSignature) call.getSignature()).getMethod();
		LockOperation operation = this.operations.find(method, method.getDeclaringClass());
		if (operation == null) {
			return call.proceed();
		}
		Object target = Objects.requireNonNull(call.getThis(), "no target");
		return this.invoker.invoke(operation, target, call.getArgs(), call::proceed);
	}

}
