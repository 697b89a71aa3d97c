package io.github.batonlock.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Lets threads that stop an engine wait until something has come to rest. Who changes
 * what they look at tells it; they look again then.
 */
final class Standstill {

	private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

	private final EngineTime time;

	Standstill(EngineTime time) {
		this.time = time;
	}

	/**
	 * Something has changed.
	 */
	void changed() {
		this.waiting.forEach(this.time::unpark);
	}

	/**
	 * Wait until a condition holds, at most for a time. Interrupts are kept for later.
	 */
	void await(BooleanSupplier condition, long nanos) {
		long deadline = this.time.now().nanos() + nanos;
		boolean interrupted = false;
		this.waiting.add(Thread.currentThread());
		try {
			for (long left = nanos; !condition.getAsBoolean() && left > 0; left = deadline - this.time.now().nanos()) {
				this.time.park(this, left);
				interrupted |= Thread.interrupted();
			}
		}
		finally {
			this.waiting.remove(Thread.currentThread());
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
