package io.github.batonlock.aop.call;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Detects calls that outlive their application context, which then provides no beans any
 * more.
 */
final class ClosedContext {

	private ClosedContext() {
	}

	/**
	 * Whether a failure is due to an application context that is closed or closing.
	 */
	static boolean hasCaused(RuntimeException failure, @Nullable BeanFactory beans) {
		return failure instanceof BeanCreationNotAllowedException
				|| (beans instanceof ConfigurableApplicationContext context && !context.isActive());
	}

	/**
	 * Finds the only bean of a type.
	 * @return the bean, {@code null} if there is no bean or more than one, or if the
	 * application context is closed
	 */
	static <T> @Nullable T find(@Nullable BeanFactory beans, Class<T> type) {
		if (beans == null) {
			return null;
		}
		try {
			return beans.getBeanProvider(type).getIfUnique();
		}
		catch (RuntimeException ex) {
			if (hasCaused(ex, beans)) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Creates an exception for a call that found its application context closed.
	 * @param what what could not be done
	 */
	static IllegalStateException exception(String what, RuntimeException failure) {
		return new IllegalStateException(what + ": the application context is closed", failure);
	}

}
