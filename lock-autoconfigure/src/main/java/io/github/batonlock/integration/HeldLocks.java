package io.github.batonlock.integration;

import org.jspecify.annotations.Nullable;

/**
 * How many locks are held through a bridge, and what is to be done when none is.
 */
final class HeldLocks {

	private int held;

	private @Nullable Runnable whenNone;

	synchronized void entered() {
		this.held++;
	}

	void left() {
		Runnable action;
		synchronized (this) {
			this.held--;
			action = taken();
		}
		action.run();
	}

	/**
	 * Run an action once, now or when the last lock is released.
	 */
	void whenNone(Runnable action) {
		Runnable now;
		synchronized (this) {
			this.whenNone = action;
			now = taken();
		}
		now.run();
	}

	private Runnable taken() {
		Runnable action = this.whenNone;
		if (action == null || this.held > 0) {
			return () -> {
			};
		}
		this.whenNone = null;
		return action;
	}

}
