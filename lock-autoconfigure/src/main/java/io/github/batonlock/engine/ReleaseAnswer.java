package io.github.batonlock.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * Lets the thread that releases wait until the store has answered.
 */
final class ReleaseAnswer {

	private final Thread thread = Thread.currentThread();

	private volatile boolean given;

	void give() {
		this.given = true;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Wait for the answer. Interrupts are kept for later.
	 */
	void await(long nanos) {
		long deadline = System.nanoTime() + nanos;
		boolean interrupted = false;
		for (long left = nanos; !this.given && left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
