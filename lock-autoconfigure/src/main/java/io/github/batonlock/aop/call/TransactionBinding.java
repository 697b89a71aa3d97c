package io.github.batonlock.aop.call;

import java.util.function.Supplier;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Failures;
import io.github.batonlock.Lease;
import io.github.batonlock.aop.observe.CallObservation;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.function.SingletonSupplier;

/**
 * Runs a call under its lease, and ends the lease: when the call has ended, or when the
 * transaction has completed that the call was part of. Tells if the lease was lost until
 * it ended, or until the transaction took it over.
 */
final class TransactionBinding {

	/** Finds each method's attribute once, as the beans of that type do. */
	private final Supplier<TransactionAttributeSource> attributes;

	private final LossPolicy losses;

	TransactionBinding(@Nullable BeanFactory beans, LossPolicy losses) {
		this.attributes = SingletonSupplier.of(() -> attributes(beans));
		this.losses = losses;
	}

	private static TransactionAttributeSource attributes(@Nullable BeanFactory beans) {
		TransactionAttributeSource bean = ClosedContext.find(beans, TransactionAttributeSource.class);
		return (bean != null) ? bean : new AnnotationTransactionAttributeSource(false);
	}

	/**
	 * Run a call under a lease. Closes the lease whatever happens, and first of all makes
	 * sure of that: no other method is called before, as it may find no stack.
	 */
	@Nullable Object run(LockOperation operation, Object target, Lease lease, CallObservation observed, MethodCall call)
			throws Throwable {
		Object result;
		try {
			boolean kept = false;
			try {
				observed.acquired();
				boolean keep = isToBeKept(operation, target);
				GuardedLease guarded = GuardedLease.enter(lease, this.losses.throwsOnLost());
				try {
					result = LeaseBinding.call(operation, lease, call);
				}
				finally {
					guarded.leave();
					kept = keep && keepUntilCompletion(guarded, lease);
				}
			}
			finally {
				if (!kept) {
					lease.close();
				}
			}
		}
		catch (Throwable ex) {
			Failures.suppressLoss(ex, lease);
			throw ex;
		}
		this.losses.check(operation, lease);
		return result;
	}

	private boolean isToBeKept(LockOperation operation, Object target) {
		return isInTransaction() && isPart(operation, target);
	}

	/**
	 * Whether a call is part of the transaction around it, if there is one.
	 */
	boolean isPart(LockOperation operation, Object target) {
		return operation.release() != DistributedLock.Release.ON_RETURN && joins(operation, target);
	}

	/**
	 * Whether a call finds what was bound to its thread before: what belongs to a
	 * transaction that is suspended meanwhile it does not.
	 */
	boolean sharesResources(LockOperation operation, Object target) {
		return !TransactionSynchronizationManager.isActualTransactionActive() || joins(operation, target);
	}

	private boolean joins(LockOperation operation, Object target) {
		TransactionAttribute attribute = this.attributes.get()
			.getTransactionAttribute(operation.name().method(), AopUtils.getTargetClass(target));
		return attribute == null || switch (attribute.getPropagationBehavior()) {
			case TransactionDefinition.PROPAGATION_REQUIRES_NEW, TransactionDefinition.PROPAGATION_NOT_SUPPORTED,
					TransactionDefinition.PROPAGATION_NEVER ->
				false;
			default -> true;
		};
	}

	private static boolean isInTransaction() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive();
	}

	/**
	 * Registered when the call has ended, so that what the call has registered itself is
	 * told of the completion first, and still runs under the lock.
	 */
	private static boolean keepUntilCompletion(GuardedLease guarded, Lease lease) {
		if (!isInTransaction()) {
			return false;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				guarded.ensureValid();
			}

			@Override
			public void afterCompletion(int status) {
				lease.close();
			}

		});
		return true;
	}

}
