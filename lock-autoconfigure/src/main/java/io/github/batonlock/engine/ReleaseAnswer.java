package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the thread that releases wait until the store has answered, or do something then.
 * Ended by the thread that brings the answer, which must not be held up.
 */
final class ReleaseAnswer extends CompletableFuture<Void> {

	private final Thread thread = Thread.currentThread();

	void give() {
		complete(null);
		LockSupport.unpark(this.thread);
	}

	/**
	 * Wait for the answer. Interrupts are kept for later.
	 */
	void await(long nanos) {
		long deadline = System.nanoTime() + nanos;
		boolean interrupted = false;
		for (long left = nanos; !isDone() && left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
