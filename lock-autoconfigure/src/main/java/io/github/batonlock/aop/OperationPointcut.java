package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.function.Predicate;

import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.aop.operation.ResultKind;
import io.github.batonlock.aop.operation.Weaving;

import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Matches the methods that proxies lock. All proxies of an advisor share one pointcut:
 * Spring reuses a proxy class only for the identical pointcut.
 */
final class OperationPointcut extends StaticMethodMatcherPointcut {

	private final LockOperationSource operations;

	private final Predicate<ResultKind> results;

	/**
	 * Creates a pointcut.
	 * @param operations finds the operation of a method
	 * @param results matches only methods with such a result
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
