package io.github.batonlock.aop.call;

import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.Shown;
import io.github.batonlock.aop.operation.LockOperation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Decides what becomes of a call whose lock was lost while it ran.
 */
final class LossPolicy {

	private static final Log logger = LogFactory.getLog(LossPolicy.class);

	private final boolean throwOnLost;

	LossPolicy(boolean throwOnLost) {
		this.throwOnLost = throwOnLost;
	}

	/** Whether a call fails that has lost its lock; if not, there is only a warning. */
	boolean throwsOnLost() {
		return this.throwOnLost;
	}

	/**
	 * Look whether the lock was lost, when the call has ended in order and its lease was
	 * closed, unless a transaction keeps that.
	 * @throws LockLostException if it was, and the call fails for it
	 */
	void check(LockOperation operation, Lease lease) {
		if (!lease.isLost()) {
			return;
		}
		if (throwsOnLost()) {
			throwLoss(operation, lease);
		}
		logger.warn("Lock '" + Shown.text(lease.name()) + "' had been lost when the method under it returned");
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
