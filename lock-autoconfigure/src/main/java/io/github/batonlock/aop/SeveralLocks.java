package io.github.batonlock.aop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;

/**
 * Several locks, acquired in the order in which they are given, all or nothing, within
 * one timeout. Callers that give them in the same order never wait for each other in a
 * circle. What is configured for them may differ; then the shortest timeout holds for
 * all. None at all are always free.
 */
final class SeveralLocks implements LeasedLock {

	private final List<LeasedLock> locks;

	private final LongSupplier nanoTime;

	SeveralLocks(List<LeasedLock> locks) {
		this(locks, System::nanoTime);
	}

	SeveralLocks(List<LeasedLock> locks, LongSupplier nanoTime) {
		this.locks = List.copyOf(locks);
		this.nanoTime = nanoTime;
	}

	/** The names of the locks, in their order. */
	List<String> names() {
		return this.locks.stream().map(LeasedLock::name).toList();
	}

	@Override
	public String name() {
		return String.join(", ", names());
	}

	@Override
	public Duration timeout() {
		return this.locks.stream().map(LeasedLock::timeout).min(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

	@Override
	public Lease acquire() {
		return acquire(timeout());
	}

	@Override
	public Lease acquire(Duration timeout) {
		return acquire(within(timeout));
	}

	@Override
	public Optional<Lease> tryAcquire() {
		return tryAcquire(Duration.ZERO);
	}

	@Override
	public Optional<Lease> tryAcquire(Duration timeout) {
		try {
			return Optional.of(acquire(timeout));
		}
		catch (LockAcquisitionTimeoutException ex) {
			return Optional.empty();
		}
	}

	@Override
	public CompletableFuture<Lease> acquireAsync() {
		return acquireAsync(timeout());
	}

	@Override
	public CompletableFuture<Lease> acquireAsync(Duration timeout) {
		return AsyncChain.start(this.locks, within(timeout));
	}

	@Override
	public Optional<Lease> current() {
		List<Lease> leases = this.locks.stream().flatMap((lock) -> lock.current().stream()).toList();
		return (leases.size() == this.locks.size()) ? Optional.of(new LeaseOfSeveral(leases)) : Optional.empty();
	}

	/** Whether the calling thread holds one of the locks. */
	boolean isAnyHeld() {
		return this.locks.stream().anyMatch((lock) -> lock.current().isPresent());
	}

	/**
	 * Acquire the locks. An interrupt costs what had been acquired until then, but not
	 * the time that is left.
	 */
	@Override
	public void lock() {
		Deadline deadline = within(timeout());
		boolean interrupted = Thread.interrupted();
		try {
			while (!lockedUninterrupted(deadline)) {
				interrupted = true;
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean lockedUninterrupted(Deadline deadline) {
		try {
			acquire(deadline);
			return true;
		}
		catch (LockInterruptedException ex) {
			Thread.interrupted();
			return false;
		}
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		interruptibly(timeout());
	}

	@Override
	public boolean tryLock() {
		return tryAcquire().isPresent();
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		try {
			interruptibly(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
			return true;
		}
		catch (LockAcquisitionTimeoutException ex) {
			return false;
		}
	}

	/**
	 * Release all of the locks, or none if this thread does not hold all of them.
	 */
	@Override
	public void unlock() {
		for (LeasedLock lock : this.locks) {
			if (lock.current().isEmpty()) {
				lock.unlock(); // says who holds it
			}
		}
		unlock(this.locks.size() - 1);
	}

	private void unlock(int last) {
		if (last >= 0) {
			try {
				this.locks.get(last).unlock();
			}
			finally {
				unlock(last - 1);
			}
		}
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("Distributed locks have no conditions");
	}

	@Override
	public String toString() {
		return "LeasedLock[" + name() + "]";
	}

	private Deadline within(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException(
					"The timeout for locks [" + name() + "] must not be negative, but is " + timeout);
		}
		return Deadline.after(timeout, this.nanoTime);
	}

	private void interruptibly(Duration timeout) throws InterruptedException {
		try {
			acquire(timeout);
		}
		catch (LockInterruptedException ex) {
			Thread.interrupted();
			throw (InterruptedException) new InterruptedException(ex.getMessage()).initCause(ex);
		}
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
			LeaseOfSeveral.close(leases);
			throw leases.isEmpty() ? ex : deadline.forAll(ex);
		}
		catch (Throwable ex) {
			LeaseOfSeveral.close(leases);
			throw ex;
		}
	}

}
