package io.github.batonlock.aop;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.operation.InvalidLockException;
import io.github.batonlock.aop.operation.LockOperation;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.util.ClassUtils;

/**
 * Finds at start-up annotations that contradict what is configured for their locks. This
 * can be told of names without expressions, and of registries that are there by then.
 */
final class LockOptionsCheck {

	private final SingletonBeanRegistry beans;

	private final String defaultRegistry;

	LockOptionsCheck(SingletonBeanRegistry beans, String defaultRegistry) {
		this.beans = beans;
		this.defaultRegistry = defaultRegistry;
	}

	/**
	 * Obtain the lock, as the first call would.
	 * @throws InvalidLockException if the registry refuses that, or is something else
	 */
	void check(LockOperation operation) {
		String bean = operation.registry().isEmpty() ? this.defaultRegistry : operation.registry();
		Object found = this.beans.getSingleton(bean);
		if (found instanceof LockRegistry registry) {
			operation.name().literals().forEach((name) -> check(operation, registry, name));
		}
		else if (found != null && !(found instanceof FactoryBean)) {
			throw new InvalidLockException(operation.description() + ": the bean '" + bean + "' is no "
					+ LockRegistry.class.getName() + ", but a " + ClassUtils.getUserClass(found).getName());
		}
	}

	private static void check(LockOperation operation, LockRegistry registry, String name) {
		try {
			registry.obtain(name, operation.options());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockException(operation.description() + ": " + ex.getMessage(), ex);
		}
	}

}
