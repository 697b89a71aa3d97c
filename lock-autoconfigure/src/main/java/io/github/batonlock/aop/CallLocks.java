package io.github.batonlock.aop;

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
 * The locks of one call: one, several or none. Several are acquired in the order in which
 * they are given, all or nothing, within one timeout. Calls that give them in the same
 * order never wait for each other in a circle. What is configured for them may differ;
 * then the shortest timeout holds for all. None at all are always free.
 */
public final class CallLocks {

	private final List<LeasedLock> locks;

	private final LongSupplier nanoTime;

	CallLocks(List<LeasedLock> locks) {
		this(locks, System::nanoTime);
	}

	CallLocks(List<LeasedLock> locks, LongSupplier nanoTime) {
		this.locks = locks;
		this.nanoTime = nanoTime;
	}

	/** The names of the locks, in their order. */
	List<String> names() {
		return this.locks.stream().map(LeasedLock::name).toList();
	}

	/** Whether the calling thread holds one of the locks. */
	boolean isAnyHeld() {
		return this.locks.stream().anyMatch((lock) -> lock.current().isPresent());
	}

	/**
	 * Acquire the locks, as {@link LeasedLock#acquire()} does.
	 */
	Lease acquire() {
		return (this.locks.size() == 1) ? this.locks.get(0).acquire() : acquire(deadline());
	}

	/**
	 * Acquire the locks without blocking, as {@link LeasedLock#acquireAsync()} does.
	 */
	CompletableFuture<Lease> acquireAsync() {
		return (this.locks.size() == 1) ? this.locks.get(0).acquireAsync() : AsyncChain.start(this.locks, deadline());
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
			LeaseOfSeveral lease = new LeaseOfSeveral(leases);
			lease.ensureValid(); // the first may be lost while the last was waited for
			return lease;
		}
		catch (LockAcquisitionTimeoutException ex) {
			LeaseOfSeveral.close(leases, ex);
			throw leases.isEmpty() ? ex : deadline.forAll(ex);
		}
		catch (Throwable ex) {
			LeaseOfSeveral.close(leases, ex);
			throw ex;
		}
	}

	@Override
	public String toString() {
		return String.join(", ", names());
	}

}
