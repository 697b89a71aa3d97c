package io.github.batonlock.aop;

import java.util.Objects;

import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.core.Ordered;

/**
 * Runs methods under their locks by {@link LockInvoker}, if {@link LockOperationSource}
 * finds an operation for them.
 */
public final class DistributedLockAdvisor extends AbstractPointcutAdvisor {

	/**
	 * The default order: outside of transactions and caches, inside of method security,
	 * retries and asynchronous execution.
	 */
	public static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 1000;

	private final transient LockOperationSource operations;

	private final transient LockInvoker invoker;

	private final transient Pointcut pointcut;

	private final transient MethodInterceptor advice = this::invoke;

	/**
	 * Creates an advisor.
	 * @param operations finds the operation of a method
	 * @param invoker runs the calls
	 * @param order the order among other advice
	 */
	public DistributedLockAdvisor(LockOperationSource operations, LockInvoker invoker, int order) {
		this.operations = operations;
		this.invoker = invoker;
		this.pointcut = new OperationPointcut(operations, (result) -> true);
		setOrder(order);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public MethodInterceptor getAdvice() {
		return this.advice;
	}

	private @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = Objects.requireNonNull(invocation.getThis(), "no target");
		LockOperation operation = Objects.requireNonNull(
				this.operations.find(invocation.getMethod(), target.getClass()), "no operation for what matched");
		return this.invoker.invoke(operation, target, invocation.getArguments(),
				operation.result().isLater() ? () -> proceedLater(invocation) : invocation::proceed);
	}

	/**
	 * Proceeds after the invocation has returned, on any thread and any number of times.
	 * Each time it proceeds in a copy, which advice further inside sees as the current
	 * invocation.
	 */
	private static @Nullable Object proceedLater(MethodInvocation invocation) throws Throwable {
		return ExposeInvocationInterceptor.INSTANCE.invoke(((ProxyMethodInvocation) invocation).invocableClone());
	}

}
