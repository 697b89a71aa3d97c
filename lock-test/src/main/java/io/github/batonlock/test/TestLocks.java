package io.github.batonlock.test;

import java.util.List;

import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.test.LockEvent.Kind;

/**
 * The locks of an application under test, to be injected into test classes with
 * {@link AutoConfigureTestLocks}. Each application context has one. Tests that run
 * concurrently should use locks with different names, and are reset together.
 */
public final class TestLocks {

	private final EngineLockRegistry registry;

	private final LockSimulations simulations;

	private final LockHistory history;

	/** Number of running test methods, guarded by this. */
	private int running;

	TestLocks(EngineLockRegistry registry, LockSimulations simulations, LockHistory history) {
		this.registry = registry;
		this.simulations = simulations;
		this.history = history;
	}

	/**
	 * Returns a lock, to simulate its events and to verify what happened. Costs nothing.
	 * @param name name of the lock, such as {@code order:42}
	 * @return the lock
	 * @throws IllegalArgumentException if there can be no lock with that name
	 */
	public TestLock named(String name) {
		return new TestLock(this.registry.obtain(name), this.registry, this.simulations, this.history);
	}

	/**
	 * Returns the locks that were acquired since the test method began.
	 * @return their names in the order of the acquisitions, one entry for each
	 * acquisition; reentrant ones do not count
	 */
	public List<String> acquired() {
		return this.history.names(Kind.ACQUIRED);
	}

	/**
	 * Returns how many callers of the application wait for locks now.
	 * @return the number of callers
	 */
	public int waiting() {
		return this.registry.waiting();
	}

	/**
	 * Ends all simulations and the {@code min-hold} of locks that no caller holds, and
	 * discards the recorded events. Called before and after each test method, but not
	 * while others run concurrently.
	 */
	public void reset() {
		this.simulations.reset();
		endRests();
		this.history.reset();
	}

	/** Ends leases that are kept without a caller, whose loss does not affect anyone. */
	private void endRests() {
		SimulatedLockStore store = this.simulations.store();
		LockInspector view = this.registry.inspector();
		List<String> unused = this.history.known().stream().filter((name) -> view.lock(name) == null).toList();
		unused.forEach(store::forget);
		this.registry.renew();
		unused.forEach(store::remember);
	}

	/** Called when a test method begins. */
	synchronized void begin() {
		if (this.running == 0) {
			reset();
		}
		this.running++;
	}

	/** Called when a test method has ended, or could not begin. */
	synchronized void end() {
		this.running = Math.max(0, this.running - 1);
		if (this.running == 0) {
			reset();
		}
	}

}
