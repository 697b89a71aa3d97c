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
 * Applies {@link LockInvoker} to methods into which AspectJ weaves it: those with the
 * annotation, with one that is composed of it, and the public ones of classes with such
 * an annotation. It does not see annotations of interfaces.
 * <p>
 * Inside of woven asynchronous execution, outside of every other woven aspect, woven
 * transactions among them.
 */
@Aspect
@DeclarePrecedence("org.springframework.scheduling.aspectj..*, io.github.batonlock.aop.DistributedLockAspect, *")
public final class DistributedLockAspect {

	/** Those of the contexts that run, the one that serves last. */
	private static final Deque<DistributedLockAspect> started = new ConcurrentLinkedDeque<>();

	private final LockOperationSource operations;

	private final LockInvoker invoker;

	/**
	 * Create an aspect.
	 * @param operations finds what annotations ask for
	 * @param invoker runs the calls
	 */
	public DistributedLockAspect(LockOperationSource operations, LockInvoker invoker) {
		this.operations = operations;
		this.invoker = invoker;
	}

	/**
	 * The aspect of the application, for woven code to call.
	 * @return the aspect
	 * @throws IllegalStateException if no application context with locks is there
	 */
	public static DistributedLockAspect aspectOf() {
		DistributedLockAspect aspect = started.peekLast();
		if (aspect == null) {
			throw new IllegalStateException("A method with @DistributedLock was called that AspectJ has woven, but no "
					+ "application context with distributed locks is running: it was not run, as it would be unlocked");
		}
		return aspect;
	}

	/**
	 * Whether an application context with locks is there.
	 * @return whether {@link #aspectOf()} answers
	 */
	public static boolean hasAspect() {
		return !started.isEmpty();
	}

	/**
	 * Serve woven code from now on, until another one is started.
	 */
	public void start() {
		started.addLast(this);
	}

	/**
	 * Serve woven code no longer: the one that was started before does so again.
	 */
	public void stop() {
		started.remove(this);
	}

	/**
	 * Run a woven method while its lock is held.
	 * @param call the call
	 * @return what the method returns
	 * @throws Throwable what the method throws, or what it means that the lock is not had
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
