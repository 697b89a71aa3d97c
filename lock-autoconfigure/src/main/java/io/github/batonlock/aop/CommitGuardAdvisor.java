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
 * Makes the reactive transaction that a locked method begins check the lease before it
 * commits. The check must run inside of that transaction, so this advice is the innermost
 * one: it has the lowest precedence, and follows the advisor of transactions, which may
 * have the same precedence, in the order of the beans.
 */
public final class CommitGuardAdvisor extends AbstractPointcutAdvisor {

	private final transient PublisherLocking publishers;

	private final transient Pointcut pointcut;

	private final transient MethodInterceptor advice = this::invoke;

	/**
	 * Creates an advisor.
	 * @param operations finds the operation of a method
	 * @param publishers finds the lease of a publisher
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
