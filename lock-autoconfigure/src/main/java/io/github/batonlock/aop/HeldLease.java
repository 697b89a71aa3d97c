package io.github.batonlock.aop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import io.github.batonlock.Lease;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A lease that an annotated call has acquired, known to its thread from then until it is
 * closed, so that transactions which commit meanwhile can look at it.
 */
final class HeldLease implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(HeldLease.class);

	private static final ThreadLocal<@Nullable List<HeldLease>> current = new ThreadLocal<>();

	private final Lease lease;

	private final BooleanSupplier throwOnLost;

	/** What the thread that acquired it holds; another one may close it. */
	private final List<HeldLease> heldByThread;

	private boolean warned;

	private HeldLease(Lease lease, BooleanSupplier throwOnLost, List<HeldLease> heldByThread) {
		this.lease = lease;
		this.throwOnLost = throwOnLost;
		this.heldByThread = heldByThread;
	}

	/**
	 * From now on the calling thread holds a lease.
	 */
	static HeldLease hold(Lease lease, BooleanSupplier throwOnLost) {
		List<HeldLease> held = current.get();
		if (held == null) {
			held = new CopyOnWriteArrayList<>();
			current.set(held);
		}
		HeldLease added = new HeldLease(lease, throwOnLost, held);
		held.add(added);
		return added;
	}

	/**
	 * Look at all leases that the calling thread holds, before a commit.
	 * @throws io.github.batonlock.LockLostException if one was lost, and that is not only
	 * to be warned of
	 */
	static void ensureAllValid() {
		List<HeldLease> held = current.get();
		if (held != null) {
			held.forEach(HeldLease::ensureValid);
		}
	}

	/**
	 * Look at the lease, before a commit.
	 * @throws io.github.batonlock.LockLostException if it was lost, and that is not only
	 * to be warned of
	 */
	void ensureValid() {
		if (this.lease.isValid()) {
			return;
		}
		if (this.throwOnLost.getAsBoolean()) {
			this.lease.ensureValid();
		}
		else if (!this.warned) {
			this.warned = true;
			logger.warn("Lock '" + this.lease.name() + "' had been lost when the transaction under it was committed");
		}
	}

	/**
	 * Close the lease, on any thread.
	 */
	@Override
	public void close() {
		this.heldByThread.remove(this);
		if (this.heldByThread.isEmpty() && current.get() == this.heldByThread) {
			current.remove();
		}
		this.lease.close();
	}

}
