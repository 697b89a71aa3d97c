package io.github.batonlock.integration;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.Shown;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.support.locks.DistributedLock;

/**
 * A lock for Spring Integration. A time to live becomes the {@code lease}: the time for
 * which the lock outlives a crashed JVM.
 */
final class IntegrationLock implements DistributedLock {

	private final LockRegistry locks;

	private final LockOptions options;

	private final HeldLocks held;

	private final LeasedLock lock;

	IntegrationLock(LockRegistry locks, String name, LockOptions options, HeldLocks held) {
		this.locks = locks;
		this.options = options;
		this.held = held;
		this.lock = locks.obtain(name, options);
	}

	@Override
	public void lock() {
		this.lock.lock();
		this.held.entered();
	}

	@Override
	public void lock(Duration ttl) {
		livingFor(ttl).lock();
		this.held.entered();
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		this.lock.lockInterruptibly();
		this.held.entered();
	}

	@Override
	public boolean tryLock() {
		return entered(this.lock.tryLock());
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		return entered(this.lock.tryLock(time, unit));
	}

	@Override
	public boolean tryLock(Duration waitTime, Duration ttl) throws InterruptedException {
		return entered(livingFor(ttl).tryLock(TimeUnit.NANOSECONDS.convert(waitTime), TimeUnit.NANOSECONDS));
	}

	private boolean entered(boolean acquired) {
		if (acquired) {
			this.held.entered();
		}
		return acquired;
	}

	private LeasedLock livingFor(Duration ttl) {
		return this.locks.obtain(this.lock.name(), LockOptions.builder().lease(ttl).build().withDefaults(this.options));
	}

	/**
	 * Releases the lock once.
	 * @throws ConcurrentModificationException if the lock had been lost, as in the
	 * registries of Spring Integration
	 */
	@Override
	public void unlock() {
		try {
			this.lock.unlock();
		}
		catch (LockLostException ex) {
			this.held.left();
			throw new ConcurrentModificationException(ex.getMessage(), ex);
		}
		this.held.left();
	}

	@Override
	public Condition newCondition() {
		return this.lock.newCondition();
	}

	/**
	 * Locks of one registry with the same name are equal.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof IntegrationLock that && this.held == that.held
				&& this.lock.name().equals(that.lock.name());
	}

	@Override
	public int hashCode() {
		return this.lock.name().hashCode();
	}

	@Override
	public String toString() {
		return "IntegrationLock[" + Shown.text(this.lock.name()) + "]";
	}

}
