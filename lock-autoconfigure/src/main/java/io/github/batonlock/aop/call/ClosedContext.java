package io.github.batonlock.aop.call;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Tells whether a call has outlived its application context, where that has no beans for
 * it any more.
 */
final class ClosedContext {

	private ClosedContext() {
	}

	/**
	 * Whether something has failed because the context is closed, or is being closed.
	 */
	static boolean hasCaused(RuntimeException failure, @Nullable BeanFactory beans) {
		return failure instanceof BeanCreationNotAllowedException
				|| (beans instanceof ConfigurableApplicationContext context && !context.isActive());
	}

	/**
	 * The only bean of a type.
	 * @return the bean, {@code null} if there is none or several, or if the context is
	 * closed
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
	 * An exception that says so.
	 * @param what what could not be done
	 */
	static IllegalStateException exception(String what, RuntimeException failure) {
		return new IllegalStateException(what + ": the application context is closed", failure);
	}

}
