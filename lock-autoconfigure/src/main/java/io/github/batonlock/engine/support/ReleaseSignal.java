package io.github.batonlock.engine.support;

import java.util.concurrent.CompletableFuture;

/**
 * Lets the thread that releases wait until the store has answered, or do something then.
 * Ended by the thread that brings the answer, which must not be held up.
 */
public final class ReleaseSignal extends CompletableFuture<Void> {

	private final Thread thread = Thread.currentThread();

	private final EngineTime time;

	public ReleaseSignal(EngineTime time) {
		this.time = time;
	}

	public void give() {
		complete(null);
		this.time.unpark(this.thread);
	}

	/**
	 * Wait for the answer. Interrupts are kept for later.
	 */
	public void await(long nanos) {
		long deadline = this.time.now().nanos() + nanos;
		boolean interrupted = false;
		for (long left = nanos; !isDone() && left > 0; left = deadline - this.time.now().nanos()) {
			this.time.park(this, left);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
