package io.github.batonlock.test;

import java.util.List;

import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.test.LockEvent.Kind;

/**
 * The locks of an application under test, to be injected into test classes with
 * {@link AutoConfigureTestLocks}. There is one in each application context; tests that
 * run at the same time should use locks of different names, and are reset together.
 */
public final class TestLocks {

	private final EngineLockRegistry registry;

	private final LockSimulations simulations;

	private final LockHistory history;

	/** Test methods, guarded by this. */
	private int running;

	TestLocks(EngineLockRegistry registry, LockSimulations simulations, LockHistory history) {
		this.registry = registry;
		this.simulations = simulations;
		this.history = history;
	}

	/**
	 * One lock, to simulate what happens to it and to see what did. Costs nothing.
	 * @param name name of the lock, such as {@code order:42}
	 * @return the lock
	 * @throws IllegalArgumentException if there can be no lock of that name
	 */
	public TestLock named(String name) {
		return new TestLock(this.registry.obtain(name), this.registry, this.simulations, this.history);
	}

	/**
	 * Which locks were acquired since the test method began.
	 * @return their names in the order of the acquisitions, each as often as it was
	 * acquired; re-entering does not count
	 */
	public List<String> acquired() {
		return this.history.names(Kind.ACQUIRED);
	}

	/**
	 * How many callers of the application wait for locks now.
	 * @return the number
	 */
	public int waiting() {
		return this.registry.waiting();
	}

	/**
	 * End what is simulated, {@code min-hold} of locks that nobody is inside of, and
	 * forget what happened. Done before and after each test method, but not while others
	 * run at the same time.
	 */
	public void reset() {
		this.simulations.reset();
		endRests();
		this.history.reset();
	}

	/** A lock that is kept for no caller is lost to nobody. */
	private void endRests() {
		SimulatedLockStore store = this.simulations.store();
		LockInspector view = this.registry.inspector();
		List<String> unused = this.history.known().stream().filter((name) -> view.lock(name) == null).toList();
		unused.forEach(store::forget);
		this.registry.renew();
		unused.forEach(store::remember);
	}

	/** A test method begins. */
	synchronized void begin() {
		if (this.running == 0) {
			reset();
		}
		this.running++;
	}

	/** A test method has ended, or could not begin. */
	synchronized void end() {
		this.running = Math.max(0, this.running - 1);
		if (this.running == 0) {
			reset();
		}
	}

}
