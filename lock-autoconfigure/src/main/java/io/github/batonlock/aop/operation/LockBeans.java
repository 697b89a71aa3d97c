package io.github.batonlock.aop.operation;

import java.util.Arrays;

import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockRegistry;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds the beans that annotations name, without creating any.
 */
final class LockBeans {

	private final ListableBeanFactory beans;

	LockBeans(ListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Checks that a bean is a registry.
	 * @param name the name of the bean, empty for the default registry
	 * @throws IllegalArgumentException if it is not
	 */
	String registry(String name) {
		if (!name.isEmpty()) {
			check("registry", name, LockRegistry.class);
		}
		return name;
	}

	/**
	 * Determines the handler.
	 * @param name the name of the bean, empty for the only handler
	 * @return the name of the bean
	 * @throws IllegalArgumentException if there is no such bean, or no name and not
	 * exactly one handler
	 */
	String handler(String name) {
		if (!name.isEmpty()) {
			check("handler", name, LockFailureHandler.class);
			return name;
		}
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, LockFailureHandler.class, true,
				false);
		if (names.length == 0) {
			throw new IllegalArgumentException("HANDLE needs a bean of type LockFailureHandler, but there is none");
		}
		if (names.length > 1) {
			Arrays.sort(names);
			throw new IllegalArgumentException(
					"HANDLE finds several beans of type LockFailureHandler, so handler must name one of "
							+ String.join(", ", names));
		}
		return names[0];
	}

	private void check(String attribute, String name, Class<?> type) {
		if (!this.beans.containsBean(name)) {
			throw new IllegalArgumentException(attribute + " names bean '" + name + "', but there is no such bean");
		}
		if (!this.beans.isTypeMatch(name, type)) {
			Class<?> actual = this.beans.getType(name);
			throw new IllegalArgumentException(attribute + " names bean '" + name + "', which is not a "
					+ type.getSimpleName() + ((actual != null) ? ", but a " + actual.getTypeName() : ""));
		}
	}

}
