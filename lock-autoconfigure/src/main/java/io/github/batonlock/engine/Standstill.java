package io.github.batonlock.engine;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.support.EngineTime;

/**
 * Lets threads that stop an engine wait until something has come to rest. Who changes
 * what they look at tells it; they look again then.
 */
final class Standstill {

	private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

	private final EngineTime time;

	private final Collection<Site> sites;

	/**
	 * Create it.
	 * @param time the time
	 * @param sites the sites of the engine
	 */
	Standstill(EngineTime time, Collection<Site> sites) {
		this.time = time;
		this.sites = sites;
	}

	/**
	 * Something has changed.
	 */
	void changed() {
		this.waiting.forEach(this.time::unpark);
	}

	/**
	 * Wait until nobody is inside of any lock, which is so when the engine is stopped.
	 * @param except a thread that does not count
	 */
	void awaitNobodyInside(Thread except) {
		await(() -> inside(except) == 0, Long.MAX_VALUE);
	}

	/** Number of locks that somebody is inside of, or about to enter. */
	long inside(Thread except) {
		return this.sites.stream().filter((site) -> site.occupied(except)).count();
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
