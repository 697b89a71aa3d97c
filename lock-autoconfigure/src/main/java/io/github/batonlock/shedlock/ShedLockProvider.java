package io.github.batonlock.shedlock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.Shown;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;

/**
 * Provides the locks of a {@link LockRegistry} to ShedLock. {@code lockAtMostFor} becomes
 * {@code maxHold}, after which the lock ends although the job still runs, and
 * {@code lockAtLeastFor} becomes {@code minHold}. Both count from the acquisition of the
 * lock, by clocks of the JVM and of Redis, which need not agree.
 * <p>
 * While the JVM lives, the lock is renewed. If the JVM crashes, the lock ends after
 * {@code lease}, which may be before {@code lockAtLeastFor} or after
 * {@code lockAtMostFor} would have ended it.
 * <p>
 * Each call is a single try, which takes one answer of the store. No thread owns the
 * lock: any thread may unlock it, and it stays taken when the thread that acquired it has
 * ended. Extending is not supported. Safe for use by any number of threads.
 */
public final class ShedLockProvider implements LockProvider {

	private final LockRegistry locks;

	/**
	 * Creates a provider.
	 * @param locks the locks
	 */
	public ShedLockProvider(LockRegistry locks) {
		this.locks = locks;
	}

	/**
	 * Acquires the lock if it is free now.
	 * @throws IllegalArgumentException if {@code lockAtMostFor} is zero, or the name is
	 * too long
	 * @throws io.github.batonlock.LockUnavailableException if the store could not be
	 * reached
	 * @throws LockInterruptedException if the thread was interrupted
	 */
	@Override
	public Optional<SimpleLock> lock(LockConfiguration configuration) {
		if (configuration.getLockAtMostFor().isZero()) {
			throw new IllegalArgumentException(
					"lockAtMostFor of lock '" + Shown.text(configuration.getName()) + "' must be longer than zero");
		}
		LeasedLock lock = this.locks.obtain(configuration.getName(),
				LockOptions.builder()
					.maxHold(configuration.getLockAtMostFor())
					.minHold(configuration.getLockAtLeastFor())
					.build());
		return tryAcquire(lock).map((lease) -> new Held(configuration, lease));
	}

	/**
	 * Like {@link LeasedLock#tryAcquire()}, but without an owner.
	 */
	private static Optional<Lease> tryAcquire(LeasedLock lock) {
		if (Thread.currentThread().isInterrupted()) {
			throw new LockInterruptedException(lock.name(), Duration.ZERO);
		}
		long start = System.nanoTime();
		CompletableFuture<Lease> acquisition = lock.acquireAsync(Duration.ZERO);
		try {
			return Optional.of(acquisition.get());
		}
		catch (InterruptedException ex) {
			if (!acquisition.cancel(false)) {
				acquisition.thenAccept(Lease::close); // the lease was granted at the same
														// moment
			}
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(lock.name(), Duration.ofNanos(System.nanoTime() - start));
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof LockAcquisitionTimeoutException) {
				return Optional.empty();
			}
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex);
		}
	}

	private static final class Held extends AbstractSimpleLock {

		private final Lease lease;

		Held(LockConfiguration configuration, Lease lease) {
			super(configuration);
			this.lease = lease;
		}

		/**
		 * Returns when the store has answered, so that the next run finds the lock free.
		 */
		@Override
		protected void doUnlock() {
			this.lease.closeAsync().join();
		}

	}

}
