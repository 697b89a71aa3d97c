package io.github.batonlock.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets threads that stop an engine wait until something has come to rest. Who changes
 * what they look at tells it; they look again then.
 */
final class Standstill {

	private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

	/**
	 * Something has changed.
	 */
	void changed() {
		this.waiting.forEach(LockSupport::unpark);
	}

	/**
	 * Wait until a condition holds, at most for a time. Interrupts are kept for later.
	 */
	void await(BooleanSupplier condition, long nanos) {
		long deadline = System.nanoTime() + nanos;
		boolean interrupted = false;
		this.waiting.add(Thread.currentThread());
		try {
			for (long left = nanos; !condition.getAsBoolean() && left > 0; left = deadline - System.nanoTime()) {
				LockSupport.parkNanos(this, left);
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
