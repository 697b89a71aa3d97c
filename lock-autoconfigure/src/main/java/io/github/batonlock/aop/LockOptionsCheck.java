package io.github.batonlock.aop;

import io.github.batonlock.LockRegistry;

import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.expression.common.LiteralExpression;

/**
 * Finds at start-up annotations that contradict what is configured for their locks. This
 * can be told of names without expressions, and of registries that are there by then.
 */
final class LockOptionsCheck {

	private static final String USUAL_REGISTRY = "distributedLockRegistry";

	private final SingletonBeanRegistry beans;

	LockOptionsCheck(SingletonBeanRegistry beans) {
		this.beans = beans;
	}

	/**
	 * Obtain the lock, as the first call would.
	 * @throws InvalidLockException if the registry refuses that
	 */
	void check(LockOperation operation) {
		String bean = operation.registry().isEmpty() ? USUAL_REGISTRY : operation.registry();
		if (this.beans.getSingleton(bean) instanceof LockRegistry registry && operation.name().parts().size() == 1
				&& operation.name().parts().get(0) instanceof LiteralExpression name) {
			try {
				registry.obtain(name.getExpressionString(), operation.options());
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidLockException(operation.description() + ": " + ex.getMessage(), ex);
			}
		}
	}

}
