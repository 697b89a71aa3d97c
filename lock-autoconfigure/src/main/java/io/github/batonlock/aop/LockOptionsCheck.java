package io.github.batonlock.aop;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.operation.InvalidLockException;
import io.github.batonlock.aop.operation.LockOperation;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.util.ClassUtils;

/**
 * Rejects annotations that contradict the configuration of their locks. Only names
 * without expressions, and registries that exist at start-up, can be checked.
 */
final class LockOptionsCheck {

	private final SingletonBeanRegistry beans;

	private final String defaultRegistry;

	LockOptionsCheck(SingletonBeanRegistry beans, String defaultRegistry) {
		this.beans = beans;
		this.defaultRegistry = defaultRegistry;
	}

	/**
	 * Obtains the locks of an operation, as its first call would.
	 * @throws InvalidLockException if the registry rejects the options, or the bean is no
	 * registry
	 */
	void check(LockOperation operation) {
		String bean = operation.registry().isEmpty() ? this.defaultRegistry : operation.registry();
		Object found = this.beans.getSingleton(bean);
		if (found instanceof LockRegistry registry) {
			operation.name().literals().forEach((name) -> check(operation, registry, name));
		}
		else if (found != null && !(found instanceof FactoryBean)) {
			throw new InvalidLockException(operation.description() + ": the bean '" + bean + "' is not a "
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
