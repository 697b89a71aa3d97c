package io.github.batonlock.aop.call;

import io.github.batonlock.Lease;
import io.github.batonlock.Shown;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is checked before transactions commit: before each commit on the thread of
 * its call while the call runs, and before the commit of the transaction that keeps it
 * afterwards.
 */
final class GuardedLease {

	private static final Log logger = LogFactory.getLog(GuardedLease.class);

	/** The lease of the innermost call of the thread. */
	private static final ThreadLocal<@Nullable GuardedLease> innermost = new ThreadLocal<>();

	private final Lease lease;

	private final boolean throwOnLost;

	private final @Nullable GuardedLease outer;

	private GuardedLease(Lease lease, boolean throwOnLost, @Nullable GuardedLease outer) {
		this.lease = lease;
		this.throwOnLost = throwOnLost;
		this.outer = outer;
	}

	/**
	 * Enters a call that has acquired a lease.
	 */
	static GuardedLease enter(Lease lease, boolean throwOnLost) {
		GuardedLease entered = new GuardedLease(lease, throwOnLost, innermost.get());
		innermost.set(entered);
		return entered;
	}

	/**
	 * Leaves the call that the thread has entered last.
	 */
	void leave() {
		if (this.outer != null) {
			innermost.set(this.outer);
		}
		else {
			innermost.remove();
		}
	}

	/**
	 * Checks the leases of all calls of the thread, before a commit.
	 * @throws io.github.batonlock.LockLostException if one was lost, and losses are not
	 * only logged
	 */
	static void ensureAllValid() {
		for (GuardedLease each = innermost.get(); each != null; each = each.outer) {
			each.ensureValid();
		}
	}

	/**
	 * Checks this lease, before a commit.
	 * @throws io.github.batonlock.LockLostException if it was lost, and losses are not
	 * only logged
	 */
	void ensureValid() {
		if (this.lease.isValid()) {
			return;
		}
		if (this.throwOnLost) {
			this.lease.ensureValid();
		}
		else {
			logger.warn("Lock '" + Shown.text(this.lease.name())
					+ "' was lost before the transaction under it was committed");
		}
	}

}
