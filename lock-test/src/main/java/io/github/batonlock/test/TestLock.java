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
 * A lock of an application under test.
 * <p>
 * A simulation lasts until {@link #free()}, until another simulation of this lock, or
 * until the end of the test method. Callers observe the same as in production: the same
 * exceptions, listeners, and events, for the same reasons. AssertJ's
 * {@code assertThat(lock)} provides assertions about the lock.
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
	 * Returns the name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.lock.name();
	}

	/**
	 * Makes another JVM hold the lock. Callers wait for it until their timeout;
	 * {@link #free()} hands it to the first of them.
	 * @throws IllegalStateException if the application holds the lock
	 */
	public void holdElsewhere() {
		checkNotHeld();
		this.simulations.holdElsewhere(name());
	}

	/**
	 * Makes each acquisition end with a {@code LockAcquisitionTimeoutException} because
	 * another JVM holds the lock, but at once, whatever its timeout.
	 * @throws IllegalStateException if the application holds the lock
	 */
	public void timeOut() {
		checkNotHeld();
		this.simulations.timeOut(name());
	}

	/**
	 * Makes the next acquisition end as with {@link #timeOut()}. Afterwards, the lock is
	 * free.
	 * @throws IllegalStateException if the application holds the lock
	 */
	public void timeOutOnce() {
		timeOut();
		this.simulations.once(name());
	}

	/**
	 * Makes each acquisition end with a {@code LockUnavailableException}, at once,
	 * whatever its timeout. A holder keeps the lock.
	 */
	public void makeUnavailable() {
		this.simulations.makeUnavailable(name());
	}

	/**
	 * Makes the next acquisition end as with {@link #makeUnavailable()}. Afterwards, the
	 * lock is free.
	 */
	public void makeUnavailableOnce() {
		makeUnavailable();
		this.simulations.once(name());
	}

	/**
	 * Ends the simulation of this lock.
	 */
	public void free() {
		this.simulations.free(name());
	}

	/**
	 * Makes the application lose the lock that it holds: the store no longer knows the
	 * owner, like a Redis that has been restarted. When this method returns, the lease is
	 * invalid; {@code onLost} actions and listeners are notified on a thread of the
	 * registry, as always. Call this method while the locked code runs, for example in a
	 * mock that it calls.
	 * @throws IllegalStateException if the application does not hold the lock
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

	/**
	 * Waits, because another thread may be about to run the steps that complete the
	 * renewal.
	 */
	private void awaitEnd() {
		long until = System.nanoTime() + PATIENCE.toNanos();
		while (isHeld() && until - System.nanoTime() > 0) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Returns whether the application holds the lock, on any thread.
	 * @return whether the lock is held
	 */
	public boolean isHeld() {
		return holder() != null;
	}

	/**
	 * Returns whether the calling thread holds the lock: it owns the lock, or runs locked
	 * code whose {@link CurrentLease} it is.
	 * @return whether the calling thread holds the lock
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

	/** Returns a description of the holder in the application. */
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

	/** Returns a description of the events of all locks. */
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
