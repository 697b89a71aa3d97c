package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.Objects;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;

/**
 * Applies {@link LockInvoker} to the methods for which {@link LockOperationSource} finds
 * an operation.
 */
public final class DistributedLockAdvisor extends AbstractPointcutAdvisor {

	/**
	 * Outside of transactions and caches, inside of method security, retries and
	 * asynchronous execution.
	 */
	public static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 1000;

	private final transient LockOperationSource operations;

	private final transient LockInvoker invoker;

	/**
	 * Create an advisor.
	 * @param operations finds what annotations ask for
	 * @param invoker runs the calls
	 * @param order the place among other advice
	 */
	public DistributedLockAdvisor(LockOperationSource operations, LockInvoker invoker, int order) {
		this.operations = operations;
		this.invoker = invoker;
		setOrder(order);
	}

	@Override
	public Pointcut getPointcut() {
		return new StaticMethodMatcherPointcut() {

			@Override
			public boolean matches(Method method, Class<?> targetClass) {
				return DistributedLockAdvisor.this.operations.find(method, targetClass) != null;
			}

		};
	}

	@Override
	public MethodInterceptor getAdvice() {
		return this::invoke;
	}

	private @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = Objects.requireNonNull(invocation.getThis(), "no target");
		Class<?> targetClass = AopProxyUtils.ultimateTargetClass(target);
		LockOperation operation = this.operations.find(invocation.getMethod(), targetClass);
		if (operation == null) {
			return invocation.proceed();
		}
		Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), targetClass);
		return this.invoker.invoke(operation, target, method, invocation.getArguments(), invocation::proceed);
	}

}
