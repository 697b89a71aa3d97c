package io.github.batonlock.engine;

/**
 * Lets the thread that releases wait until the store has answered.
 */
final class ReleaseAnswer {

	private final Thread thread = Thread.currentThread();

	private final EngineTime time;

	private volatile boolean given;

	ReleaseAnswer(EngineTime time) {
		this.time = time;
	}

	void give() {
		this.given = true;
		this.time.unpark(this.thread);
	}

	/**
	 * Wait for the answer. Interrupts are kept for later.
	 */
	void await(long nanos) {
		long deadline = this.time.now().nanos() + nanos;
		boolean interrupted = false;
		for (long left = nanos; !this.given && left > 0; left = deadline - this.time.now().nanos()) {
			this.time.park(this, left);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
