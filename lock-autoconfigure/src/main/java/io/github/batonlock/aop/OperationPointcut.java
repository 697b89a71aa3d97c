package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.function.Predicate;

import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.aop.operation.ResultKind;
import io.github.batonlock.aop.operation.Weaving;

import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * The methods that proxies have to lock. One for all proxies of an advisor: by its
 * identity Spring knows that it may reuse a class.
 */
final class OperationPointcut extends StaticMethodMatcherPointcut {

	private final LockOperationSource operations;

	private final Predicate<ResultKind> results;

	/**
	 * Create a pointcut.
	 * @param operations finds what annotations ask for
	 * @param results which methods, by what they return
	 */
	OperationPointcut(LockOperationSource operations, Predicate<ResultKind> results) {
		this.operations = operations;
		this.results = results;
		setClassFilter(operations::hasOperations);
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		LockOperation operation = this.operations.find(method, targetClass);
		return operation != null && this.results.test(operation.result())
				&& !Weaving.isWoven(operation.name().method());
	}

}
