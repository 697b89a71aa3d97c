package io.github.batonlock.integration;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Records which threads hold locks through a bridge, and the action to run when none
 * does.
 */
final class HeldLocks {

	/** Number of locks that each thread holds, guarded by this. */
	private final Map<Thread, Integer> held = new HashMap<>();

	private @Nullable Runnable whenNone;

	synchronized void entered() {
		forgetDead();
		this.held.merge(Thread.currentThread(), 1, Integer::sum);
	}

	void left() {
		Runnable action;
		synchronized (this) {
			this.held.computeIfPresent(Thread.currentThread(), (thread, count) -> (count > 1) ? count - 1 : null);
			action = taken();
		}
		action.run();
	}

	/**
	 * Runs an action once, now or when the last lock is released.
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
		forgetDead();
		Runnable action = this.whenNone;
		if (action == null || !this.held.isEmpty()) {
			return () -> {
			};
		}
		this.whenNone = null;
		return action;
	}

	/**
	 * Removes threads that have ended; their locks have been released on their behalf.
	 */
	private void forgetDead() {
		this.held.keySet().removeIf((thread) -> !thread.isAlive());
	}

}
