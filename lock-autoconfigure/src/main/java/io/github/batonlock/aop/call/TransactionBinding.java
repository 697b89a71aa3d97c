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
 * Runs a call under its lease, and closes the lease when the call has returned, or when
 * the transaction that the call was part of has completed. Reports a loss of the lease up
 * to then, or until the transaction took it over.
 */
final class TransactionBinding {

	/** Finds the attribute of each method once, as the beans of that type do. */
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
	 * Runs a call under its lease. Closes the lease whatever happens, and ensures that
	 * before anything else: no other method is called first, as the stack may be
	 * exhausted.
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
	 * Whether a call joins the transaction around it, if there is one.
	 */
	boolean isPart(LockOperation operation, Object target) {
		return operation.release() != DistributedLock.Release.ON_RETURN && joins(operation, target);
	}

	/**
	 * Whether a call uses the resources that were bound to its thread before. It does not
	 * use those of a transaction that is suspended meanwhile.
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
	 * Registered after the call has returned, so that synchronizations which the call
	 * itself has registered complete first, still under the lock.
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
