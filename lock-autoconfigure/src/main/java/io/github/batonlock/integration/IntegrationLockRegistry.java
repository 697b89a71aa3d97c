package io.github.batonlock.integration;

import java.time.Duration;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.Shown;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.ExpirableLockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * Provides the locks of a {@link LockRegistry} to Spring Integration: to its leader
 * election, aggregators, resequencers, and all other components that take a lock
 * registry. A key stands for the lock named {@code key.toString()}, so code that acquires
 * that lock from {@link LockRegistry} and holders of the key exclude each other. Keys
 * without a {@code toString} of their own are refused.
 * <p>
 * Spring Integration expects {@link DistributedLock#lock()} and
 * {@link DistributedLock#lockInterruptibly()} to wait without limit, even while the store
 * is unavailable. Therefore, {@code timeout} does not apply here; the registry has its
 * own timeout, usually none. If it is set, these methods throw the same exceptions as
 * {@link io.github.batonlock.LeasedLock} when it is over.
 * <p>
 * As a bean, the registry makes a stopping application context wait for the locks that
 * are held through it, for no longer than a phase of the shutdown: for example, the
 * thread of a leader gives its lock back only after it has been told to stop.
 * <p>
 * Safe for use by any number of threads.
 */
public final class IntegrationLockRegistry
		implements ExpirableLockRegistry<DistributedLock>, RenewableLockRegistry<DistributedLock>, SmartLifecycle {

	/**
	 * After the components that lock have been told to stop, and before the locks are
	 * stopped.
	 */
	private static final int PHASE = 200;

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	private final LockRegistry locks;

	private final LockOptions options;

	private final HeldLocks held = new HeldLocks();

	private volatile boolean running;

	/**
	 * Creates a registry.
	 * @param locks the locks
	 * @param timeout how long {@code lock()} and {@code lockInterruptibly()} wait, zero
	 * for a single try, {@code null} for no limit
	 */
	public IntegrationLockRegistry(LockRegistry locks, @Nullable Duration timeout) {
		this.locks = locks;
		this.options = LockOptions.builder().timeout((timeout != null) ? timeout : FOREVER).build();
	}

	/**
	 * Returns the lock of a key. Locks with the same name are equal.
	 * @param lockKey the key
	 * @return the lock, not yet acquired
	 * @throws IllegalArgumentException if the key has no {@code toString} of its own, or
	 * if its text is blank or too long
	 */
	@Override
	public DistributedLock obtain(Object lockKey) {
		return new IntegrationLock(this.locks, name(lockKey), this.options, this.held);
	}

	/**
	 * Returns the text of a key. The text of {@code Object.toString} differs for each
	 * object and JVM, so it would exclude nobody.
	 */
	private static String name(Object key) {
		String name = key.toString();
		if (name.equals(key.getClass().getName() + "@" + Integer.toHexString(key.hashCode()))) {
			throw new IllegalArgumentException("A key of type " + key.getClass().getTypeName()
					+ " has no toString of its own: each object would be a different lock");
		}
		return name;
	}

	/**
	 * Checks that the calling thread still holds a lock. There is nothing to renew,
	 * because locks are renewed while they are held.
	 * @param lockKey the key of the lock
	 * @throws IllegalStateException if the thread does not hold the lock, or has lost it
	 */
	@Override
	public void renewLock(Object lockKey) {
		String name = name(lockKey);
		Lease lease = this.locks.obtain(name, this.options)
			.current()
			.orElseThrow(() -> new IllegalStateException("Lock '" + Shown.text(name) + "' cannot be renewed: "
					+ Shown.thread(Thread.currentThread()) + " does not hold it"));
		if (!lease.isValid()) {
			throw new IllegalStateException("Lock '" + Shown.text(name) + "' cannot be renewed: it has been lost");
		}
	}

	/**
	 * Checks that the calling thread still holds a lock, like {@link #renewLock(Object)}.
	 * @param lockKey the key of the lock
	 * @param ttl not used: each renewal is for the time with which the lock was acquired
	 * @throws IllegalStateException if the thread does not hold the lock, or has lost it
	 */
	@Override
	public void renewLock(Object lockKey, Duration ttl) {
		renewLock(lockKey);
	}

	/**
	 * Does nothing, because nothing is kept for locks that are not in use.
	 * @param age not used
	 */
	@Override
	public void expireUnusedOlderThan(long age) {
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		this.held.whenNone(callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
