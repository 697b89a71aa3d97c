package io.github.batonlock.test;

import java.util.List;

import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.test.LockEvent.Kind;

/**
 * The locks of an application under test, to be injected into test classes with
 * {@link AutoConfigureTestLocks}. There is one in each application context; tests that
 * run at the same time should use locks of different names.
 */
public final class TestLocks {

	private final EngineLockRegistry registry;

	private final LockSimulations simulations;

	private final LockHistory history;

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
	 * End what is simulated and forget what happened. Done before and after each test
	 * method.
	 */
	public void reset() {
		this.simulations.reset();
		this.history.reset();
	}

}
