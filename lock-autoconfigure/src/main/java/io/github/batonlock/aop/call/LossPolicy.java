package io.github.batonlock.aop.call;

import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.Shown;
import io.github.batonlock.aop.operation.LockOperation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Decides the outcome of a call whose lock was lost while it ran.
 */
final class LossPolicy {

	private static final Log logger = LogFactory.getLog(LossPolicy.class);

	private final boolean throwOnLost;

	LossPolicy(boolean throwOnLost) {
		this.throwOnLost = throwOnLost;
	}

	/** Whether a call that has lost its lock fails; if not, a warning is logged. */
	boolean throwsOnLost() {
		return this.throwOnLost;
	}

	/**
	 * Checks whether the lock was lost, after the call has returned and its lease was
	 * closed, or is kept by a transaction.
	 * @throws LockLostException if it was lost, and the call fails because of that
	 */
	void check(LockOperation operation, Lease lease) {
		if (!lease.isLost()) {
			return;
		}
		if (throwsOnLost()) {
			throwLoss(operation, lease);
		}
		logger.warn("Lock '" + Shown.text(lease.name()) + "' was lost before the method under it returned");
	}

	private static void throwLoss(LockOperation operation, Lease lease) {
		try {
			lease.ensureValid();
		}
		catch (LockLostException ex) {
			throw RequestedBy.tell(operation, ex);
		}
	}

}
