package io.github.batonlock.test;

import java.time.Duration;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.test.LockEvent.Kind;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * One lock of an application under test.
 * <p>
 * What is simulated goes on until {@link #free()}, until something else is simulated for
 * this lock, or until the test method ends. What a caller of the application sees is what
 * it would see in production: the same exceptions, listeners and events, for the same
 * reasons. Assertions about the lock are made by AssertJ's {@code assertThat(lock)}.
 */
public final class TestLock implements AssertProvider<TestLockAssert> {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final LeasedLock lock;

	private final EngineLockRegistry registry;

	private final LockSimulations simulations;

	private final LockHistory history;

	TestLock(LeasedLock lock, EngineLockRegistry registry, LockSimulations simulations, LockHistory history) {
		this.lock = lock;
		this.registry = registry;
		this.simulations = simulations;
		this.history = history;
	}

	/**
	 * Name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.lock.name();
	}

	/**
	 * Let another JVM hold the lock. Callers wait for it, as long as their timeout says;
	 * the first of them gets it by {@link #free()}.
	 * @throws IllegalStateException if the lock is held here
	 */
	public void holdElsewhere() {
		checkNotHeld();
		this.simulations.holdElsewhere(name());
	}

	/**
	 * Let each acquisition end with a {@code LockAcquisitionTimeoutException} because
	 * another JVM holds the lock, but at once, whatever its timeout.
	 * @throws IllegalStateException if the lock is held here
	 */
	public void timeOut() {
		checkNotHeld();
		this.simulations.timeOut(name());
	}

	/**
	 * Let the next acquisition end as {@link #timeOut()} says. Afterwards the lock is
	 * free.
	 * @throws IllegalStateException if the lock is held here
	 */
	public void timeOutOnce() {
		timeOut();
		this.simulations.once(name());
	}

	/**
	 * Let each acquisition end with a {@code LockUnavailableException}, at once, whatever
	 * its timeout. Who holds the lock keeps it.
	 */
	public void makeUnavailable() {
		this.simulations.makeUnavailable(name());
	}

	/**
	 * Let the next acquisition end as {@link #makeUnavailable()} says. Afterwards the
	 * lock is free.
	 */
	public void makeUnavailableOnce() {
		makeUnavailable();
		this.simulations.once(name());
	}

	/**
	 * End what is simulated for this lock.
	 */
	public void free() {
		this.simulations.free(name());
	}

	/**
	 * Let the application lose the lock that it holds now: its store knows nothing of it
	 * any more, as a Redis that has been restarted. When this returns, the lease is
	 * invalid; {@code onLost} actions and listeners are told on a thread of the registry,
	 * as always. To be called while the locked code runs, for example by a mock that it
	 * calls.
	 * @throws IllegalStateException if the lock is not held here
	 */
	public void lose() {
		if (!isHeld()) {
			throw new IllegalStateException(
					"Lock '" + name() + "' cannot be lost, because it is not held here. " + this.history);
		}
		SimulatedLockStore store = this.simulations.store();
		store.forget(name());
		this.registry.renew();
		awaitEnd();
		if (store.remember(name())) {
			throw new IllegalStateException(
					"Lock '" + name() + "' was not lost: it was released meanwhile, or its registry is stopped");
		}
		this.history.lost(name());
	}

	/** Another thread may be about to do what the renewal has to wait for. */
	private void awaitEnd() {
		long until = System.nanoTime() + PATIENCE.toNanos();
		while (isHeld() && until - System.nanoTime() > 0) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Whether the application holds the lock now, on whatever thread.
	 * @return whether it is held
	 */
	public boolean isHeld() {
		return holder() != null;
	}

	/**
	 * Whether the calling thread runs under the lock: it owns it, or runs locked code
	 * whose {@link CurrentLease} it is.
	 * @return whether it is held by the calling thread
	 */
	public boolean isHeldByCurrentThread() {
		return this.lock.current().filter(Lease::isValid).isPresent() || isCurrent();
	}

	private boolean isCurrent() {
		try {
			return CurrentLease.of(name()).isValid();
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	private void checkNotHeld() {
		String holder = holder();
		if (holder != null) {
			throw new IllegalStateException("Lock '" + name() + "' cannot be held elsewhere, because " + holder
					+ " of the application holds it");
		}
	}

	/** Who holds the lock here, in words. */
	@Nullable String holder() {
		LockInUse lock = this.registry.inspector().lock(name());
		LockInUse.Holder holder = (lock != null) ? lock.holder() : null;
		if (holder == null) {
			return null;
		}
		return holder.thread().equals("async") ? "an asynchronous lease" : "thread '" + holder.thread() + "'";
	}

	int count(Kind kind) {
		return this.history.count(name(), kind);
	}

	/** What happened to all locks, in words. */
	String story() {
		return this.history.toString();
	}

	@Override
	public TestLockAssert assertThat() {
		return new TestLockAssert(this);
	}

	@Override
	public String toString() {
		return "TestLock[" + name() + "]";
	}

}
