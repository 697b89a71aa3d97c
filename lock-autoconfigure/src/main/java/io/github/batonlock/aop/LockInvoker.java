package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Runs a call while the lock that its operation names is held.
 */
public final class LockInvoker {

	private static final Log logger = LogFactory.getLog(LockInvoker.class);

	private final Supplier<LockRegistry> registry;

	private final @Nullable BeanFactory beans;

	private final boolean throwOnLost;

	/**
	 * Create an invoker.
	 * @param registry where locks come from, asked at the first call
	 * @param beans known to expressions as {@code @name}
	 * @param throwOnLost whether a call fails that ended in order, but had lost its lock
	 */
	public LockInvoker(Supplier<LockRegistry> registry, @Nullable BeanFactory beans, boolean throwOnLost) {
		this.registry = registry;
		this.beans = beans;
		this.throwOnLost = throwOnLost;
	}

	@Nullable Object invoke(LockOperation operation, Object target, Method method, @Nullable Object[] arguments, Call call)
			throws Throwable {
		String name = operation.name().evaluate(target, method, arguments, this.beans);
		Lease lease;
		try {
			lease = this.registry.get().obtain(name, operation.options()).acquire();
		}
		catch (LockAcquisitionTimeoutException ex) {
			if (operation.skip()) {
				return (method.getReturnType() == Optional.class) ? Optional.empty() : null;
			}
			throw ex;
		}
		try (lease) {
			Object result = call.proceed();
			checkStillHeld(lease);
			return result;
		}
	}

	private void checkStillHeld(Lease lease) {
		if (this.throwOnLost) {
			lease.ensureValid();
		}
		else if (!lease.isValid()) {
			logger.warn("Lock '" + lease.name() + "' had been lost when the method under it returned");
		}
	}

	/**
	 * The call to be made while the lock is held.
	 */
	@FunctionalInterface
	interface Call {

		/**
		 * Make the call.
		 * @return its result
		 * @throws Throwable what it throws
		 */
		@Nullable Object proceed() throws Throwable;

	}

}
