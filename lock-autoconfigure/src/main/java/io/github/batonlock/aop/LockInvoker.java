package io.github.batonlock.aop;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
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

	private final LockRegistries registries;

	private final FailurePolicy failures;

	private final LockNameEvaluator names;

	private final BooleanSupplier throwOnLost;

	private final TransactionBinding transactions;

	/**
	 * Create an invoker.
	 * @param registry where locks come from, asked once, at the first call
	 * @param beans known to expressions as {@code @name}
	 * @param throwOnLost whether a call fails that ended in order, but had lost its lock;
	 * asked when that happens
	 */
	public LockInvoker(Supplier<LockRegistry> registry, @Nullable BeanFactory beans, BooleanSupplier throwOnLost) {
		this.registries = new LockRegistries(registry, beans);
		this.failures = new FailurePolicy(beans);
		this.names = new LockNameEvaluator(beans);
		this.throwOnLost = throwOnLost;
		this.transactions = new TransactionBinding(beans, throwOnLost);
	}

	@Nullable Object invoke(LockOperation operation, Object target, @Nullable Object[] arguments, Call call) throws Throwable {
		LeasedLock lock = lock(operation, target, arguments);
		Lease lease;
		try {
			lease = lock.acquire();
		}
		catch (RuntimeException ex) {
			return this.failures.answer(operation, ex, target, arguments, call);
		}
		return this.transactions.run(operation, target, lease, () -> proceed(operation, call, lease));
	}

	private LeasedLock lock(LockOperation operation, Object target, @Nullable Object[] arguments) {
		LockRegistry locks = this.registries.get(operation.registry());
		try {
			List<String> found = this.names.evaluate(operation.name(), target, arguments);
			return (found.size() == 1) ? locks.obtain(found.get(0), operation.options())
					: new SeveralLocks(found.stream().map((name) -> locks.obtain(name, operation.options())).toList());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(operation.description() + ": " + ex.getMessage(), ex);
		}
	}

	private @Nullable Object proceed(LockOperation operation, Call call, Lease lease) throws Throwable {
		Object result;
		CurrentLease.Scope current = open(operation, lease);
		try {
			result = call.proceed();
		}
		catch (Throwable ex) {
			suppressLoss(ex, lease);
			throw ex;
		}
		finally {
			current.close();
		}
		if (!lease.isValid()) {
			if (this.throwOnLost.getAsBoolean()) {
				throwLoss(operation, lease);
			}
			logger.warn("Lock '" + lease.name() + "' had been lost when the method under it returned");
		}
		return result;
	}

	private static CurrentLease.Scope open(LockOperation operation, Lease lease) {
		if (!(lease instanceof LeaseOfSeveral several)) {
			return CurrentLease.open(lease);
		}
		return several.leases().isEmpty()
				? CurrentLease.openNone(operation.description() + " finds no names for this call, so it locks nothing")
				: CurrentLease.open(several, several.leases());
	}

	private static void throwLoss(LockOperation operation, Lease lease) {
		try {
			lease.ensureValid();
		}
		catch (LockLostException ex) {
			throw WantedBy.tell(operation, ex);
		}
	}

	private static void suppressLoss(Throwable failure, Lease lease) {
		try {
			lease.ensureValid();
		}
		catch (LockLostException loss) {
			boolean told = failure instanceof LockLostException other && other.getLockName().equals(loss.getLockName());
			if (!told) {
				failure.addSuppressed(loss);
			}
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
