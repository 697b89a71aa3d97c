package io.github.batonlock.aop;

import io.github.batonlock.aop.call.PublisherLocking;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.aop.operation.ResultKind;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;

/**
 * Lets the reactive transaction that a locked method opens look at the lease before it
 * commits. Only what is inside of that transaction finds it, so this is the innermost
 * advice: of the lowest precedence, and behind the advisor of transactions, which may
 * have that too, by its place among the beans.
 */
public final class CommitGuardAdvisor extends AbstractPointcutAdvisor {

	private final transient PublisherLocking publishers;

	private final transient Pointcut pointcut;

	private final transient MethodInterceptor advice = this::invoke;

	/**
	 * Create an advisor.
	 * @param operations finds what annotations ask for
	 * @param publishers knows the lease of a publisher
	 */
	public CommitGuardAdvisor(LockOperationSource operations, PublisherLocking publishers) {
		this.publishers = publishers;
		this.pointcut = new OperationPointcut(operations, (result) -> result == ResultKind.PUBLISHER);
		setOrder(LOWEST_PRECEDENCE);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.advice;
	}

	private @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object result = invocation.proceed();
		return (result != null) ? this.publishers.guard(result) : null;
	}

}
