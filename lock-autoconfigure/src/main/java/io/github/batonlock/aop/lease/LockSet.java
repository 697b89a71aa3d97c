package io.github.batonlock.aop.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;

/**
 * The locks of one call: one, several or none. Several locks are acquired in the given
 * order, all or nothing, within one timeout. Calls that give locks in the same order
 * never deadlock. If the timeouts of the locks differ, the shortest one applies to all.
 * An empty set can always be acquired.
 */
public final class LockSet {

	private final List<LeasedLock> locks;

	private final LongSupplier nanoTime;

	/**
	 * Creates a set of locks.
	 * @param locks the locks, in the order in which they are acquired
	 */
	public LockSet(List<LeasedLock> locks) {
		this(locks, System::nanoTime);
	}

	LockSet(List<LeasedLock> locks, LongSupplier nanoTime) {
		this.locks = locks;
		this.nanoTime = nanoTime;
	}

	/**
	 * The names of the locks, in their order.
	 * @return the names
	 */
	public List<String> names() {
		return this.locks.stream().map(LeasedLock::name).toList();
	}

	/**
	 * Whether the calling thread holds any of the locks.
	 * @return whether it holds one
	 */
	public boolean isAnyHeld() {
		return this.locks.stream().anyMatch((lock) -> lock.current().isPresent());
	}

	/**
	 * Acquires the locks, as {@link LeasedLock#acquire()} does.
	 * @return one lease of all locks
	 */
	public Lease acquire() {
		return (this.locks.size() == 1) ? this.locks.get(0).acquire() : acquire(deadline());
	}

	/**
	 * Acquires the locks without blocking, as {@link LeasedLock#acquireAsync()} does.
	 * @return a future of one lease of all locks
	 */
	CompletableFuture<Lease> acquireAsync() {
		return (this.locks.size() == 1) ? this.locks.get(0).acquireAsync()
				: AsyncAcquisition.start(this.locks, deadline());
	}

	private Deadline deadline() {
		Duration timeout = this.locks.stream()
			.map(LeasedLock::timeout)
			.min(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
		return Deadline.after(timeout, this.nanoTime);
	}

	private Lease acquire(Deadline deadline) {
		List<Lease> leases = new ArrayList<>(this.locks.size());
		try {
			for (LeasedLock lock : this.locks) {
				leases.add(lock.acquire(deadline.left()));
			}
			CompositeLease lease = new CompositeLease(leases);
			lease.ensureValid(); // the first may be lost while the last is waited for
			return lease;
		}
		catch (LockAcquisitionTimeoutException ex) {
			CompositeLease.close(leases, ex);
			throw leases.isEmpty() ? ex : deadline.forAll(ex);
		}
		catch (Throwable ex) {
			CompositeLease.close(leases, ex);
			throw ex;
		}
	}

	@Override
	public String toString() {
		return String.join(", ", names());
	}

}
