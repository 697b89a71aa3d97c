package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.expression.Expression;

/**
 * How to find the name of the lock for a call of a method.
 *
 * @param method the method whose arguments the expressions know
 * @param parts literals and expressions, whose values joined are the name
 */
record LockName(Method method, List<Expression> parts) {

	LockName {
		parts = List.copyOf(parts);
	}

}
