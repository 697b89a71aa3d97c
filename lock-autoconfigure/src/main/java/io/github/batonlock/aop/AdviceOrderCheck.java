package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.aop.operation.InvalidLockException;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/**
 * Rejects beans whose methods would begin their transaction before the lock is acquired,
 * or run asynchronously after the lock is released.
 */
final class AdviceOrderCheck {

	private final LockOperationSource operations;

	AdviceOrderCheck(LockOperationSource operations) {
		this.operations = operations;
	}

	/**
	 * Checks a bean.
	 * @throws InvalidLockException if advice of its proxy is in the wrong order
	 */
	void check(Object bean) {
		if (!(bean instanceof Advised)) {
			return;
		}
		List<Advisor> advisors = new ArrayList<>();
		Object target = collect(bean, advisors);
		int lock = indexOfLock(advisors);
		if (target == null || lock < 0) {
			return;
		}
		Class<?> type = AopUtils.getTargetClass(target);
		MethodIntrospector.selectMethods(type, (Method method) -> this.operations.find(method, type))
			.forEach((method, operation) -> {
				if (has(TransactionInterceptor.class, advisors.subList(0, lock), method, type)) {
					throw refusal(operation, "its transaction would begin before the lock is acquired, and could "
							+ "miss changes of the previous holder", "lower than that of transactions");
				}
				if (has(AsyncExecutionInterceptor.class, advisors.subList(lock + 1, advisors.size()), method, type)) {
					throw refusal(operation, "the lock would be released once the asynchronous execution is "
							+ "submitted, before the method has run", "higher than that of @Async");
				}
			});
	}

	/**
	 * Collects the advisors of a proxy and of the proxies inside of it, from the
	 * outermost to the innermost.
	 * @return the innermost target, {@code null} if the target changes from call to call
	 */
	private static @Nullable Object collect(Object bean, List<Advisor> advisors) {
		Object target = bean;
		while (target instanceof Advised advised) {
			advisors.addAll(List.of(advised.getAdvisors()));
			target = staticTarget(advised.getTargetSource());
		}
		return target;
	}

	private static @Nullable Object staticTarget(TargetSource source) {
		try {
			return source.isStatic() ? source.getTarget() : null;
		}
		catch (Exception ex) {
			return null; // no target to check
		}
	}

	private static int indexOfLock(List<Advisor> advisors) {
		for (int i = 0; i < advisors.size(); i++) {
			if (advisors.get(i) instanceof DistributedLockAdvisor) {
				return i;
			}
		}
		return -1;
	}

	private static boolean has(Class<? extends Advice> kind, List<Advisor> advisors, Method method, Class<?> type) {
		return advisors.stream()
			.anyMatch((advisor) -> kind.isInstance(advisor.getAdvice()) && applies(advisor, method, type));
	}

	private static InvalidLockException refusal(LockOperation operation, String consequence, String remedy) {
		return new InvalidLockException(operation.description() + ": " + consequence
				+ "; the property distributed-lock.aspect.order must be " + remedy);
	}

	private static boolean applies(Advisor advisor, Method method, Class<?> type) {
		if (!(advisor instanceof PointcutAdvisor pointcutAdvisor)) {
			return true;
		}
		Pointcut pointcut = pointcutAdvisor.getPointcut();
		return pointcut.getClassFilter().matches(type) && pointcut.getMethodMatcher().matches(method, type);
	}

}
