package io.github.batonlock.aop.call;

import io.github.batonlock.Lease;
import io.github.batonlock.Shown;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A lease that commits look at: all those of its thread while the annotated call runs
 * that has acquired it, and that of the transaction which keeps it afterwards.
 */
final class GuardedLease {

	private static final Log logger = LogFactory.getLog(GuardedLease.class);

	/** The lease of the innermost call that the thread is in. */
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
	 * The calling thread enters a call that has acquired a lease.
	 */
	static GuardedLease enter(Lease lease, boolean throwOnLost) {
		GuardedLease entered = new GuardedLease(lease, throwOnLost, innermost.get());
		innermost.set(entered);
		return entered;
	}

	/**
	 * The calling thread leaves the call that it has entered last.
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
	 * Look at the leases of all calls that the thread is in, before a commit.
	 * @throws io.github.batonlock.LockLostException if one was lost, and that is not only
	 * to be warned of
	 */
	static void ensureAllValid() {
		for (GuardedLease each = innermost.get(); each != null; each = each.outer) {
			each.ensureValid();
		}
	}

	/**
	 * Look at this lease, before a commit.
	 * @throws io.github.batonlock.LockLostException if it was lost, and that is not only
	 * to be warned of
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
					+ "' had been lost when the transaction under it was committed");
		}
	}

}
