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
 * The locks of a {@link LockRegistry} for Spring Integration: its leader election,
 * aggregators, resequencers and whatever else takes a lock registry. A key stands for the
 * lock that has {@code key.toString()} as its name, so code that takes that lock from
 * {@link LockRegistry} excludes the bridge and is excluded by it. Keys without a text of
 * their own are refused.
 * <p>
 * Spring Integration expects {@link DistributedLock#lock()} and
 * {@link DistributedLock#lockInterruptibly()} to wait as long as it takes, even while the
 * store is away, so {@code timeout} does not apply here; the registry has one of its own,
 * usually none. Where one is set, these methods throw as those of
 * {@link io.github.batonlock.LeasedLock} do when it is over.
 * <p>
 * As a bean it lets an application context that stops wait for what is held through it,
 * for no longer than a phase of the context may take: the thread of a leader, say, gives
 * the lock back only after it has been told to stop.
 * <p>
 * Safe for use by any number of threads.
 */
public final class IntegrationLockRegistry
		implements ExpirableLockRegistry<DistributedLock>, RenewableLockRegistry<DistributedLock>, SmartLifecycle {

	/** After those who lock have been told to stop, before the locks are. */
	private static final int PHASE = 200;

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	private final LockRegistry locks;

	private final LockOptions options;

	private final HeldLocks held = new HeldLocks();

	private volatile boolean running;

	/**
	 * Create a registry.
	 * @param locks where locks come from
	 * @param timeout how long {@code lock()} and {@code lockInterruptibly()} wait, zero
	 * for a single try, {@code null} for as long as it takes
	 */
	public IntegrationLockRegistry(LockRegistry locks, @Nullable Duration timeout) {
		this.locks = locks;
		this.options = LockOptions.builder().timeout((timeout != null) ? timeout : FOREVER).build();
	}

	/**
	 * Give the lock of a key. Locks of the same name are equal.
	 * @param lockKey the key
	 * @return the lock, not yet acquired
	 * @throws IllegalArgumentException if the key has no text of its own, or one that is
	 * blank or too long
	 */
	@Override
	public DistributedLock obtain(Object lockKey) {
		return new IntegrationLock(this.locks, name(lockKey), this.options, this.held);
	}

	/**
	 * The text of a key. That of {@code Object} is another one for each object and JVM,
	 * so it would exclude nobody.
	 */
	private static String name(Object key) {
		String name = key.toString();
		if (name.equals(key.getClass().getName() + "@" + Integer.toHexString(key.hashCode()))) {
			throw new IllegalArgumentException("A key of type " + key.getClass().getTypeName()
					+ " has no text of its own: each object would have another lock");
		}
		return name;
	}

	/**
	 * Make sure that the calling thread still holds a lock. There is nothing to renew:
	 * locks are, for as long as they are held.
	 * @param lockKey the key of the lock
	 * @throws IllegalStateException if the thread does not hold it, or has lost it
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
	 * Make sure that the calling thread still holds a lock, like
	 * {@link #renewLock(Object)}.
	 * @param lockKey the key of the lock
	 * @param ttl not used: each renewal is for the time with which the lock was acquired
	 * @throws IllegalStateException if the thread does not hold it, or has lost it
	 */
	@Override
	public void renewLock(Object lockKey, Duration ttl) {
		renewLock(lockKey);
	}

	/**
	 * Do nothing, because nothing is kept of locks that are not in use.
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
