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
	 * Refuse the name of a registry, empty for the usual one, that is not of such a bean.
	 * @throws IllegalArgumentException if there is no such bean
	 */
	String registry(String name) {
		if (!name.isEmpty()) {
			check("registry", name, LockRegistry.class);
		}
		return name;
	}

	/**
	 * The name of the handler to be asked.
	 * @param name the name given, empty for the only one
	 * @throws IllegalArgumentException if there is no such bean, or none or several to
	 * choose from
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
			throw new IllegalArgumentException("there is no bean '" + name + "', which " + attribute + " names");
		}
		if (!this.beans.isTypeMatch(name, type)) {
			Class<?> actual = this.beans.getType(name);
			throw new IllegalArgumentException(attribute + " names bean '" + name + "', which is no "
					+ type.getSimpleName() + ((actual != null) ? ", but a " + actual.getTypeName() : ""));
		}
	}

}
