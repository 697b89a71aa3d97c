package io.github.batonlock.test;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.batonlock.Fencing;
import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.github.batonlock.engine.EngineLockRegistry;

/**
 * Simulations of tests: another JVM, and a store that fails. All simulations use the real
 * mechanisms: the other JVM is a separate registry on the same memory.
 */
final class LockSimulations implements LockListener, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final LockOptions OPTIONS = LockOptions.builder()
		.timeout(PATIENCE)
		.lease(Duration.ofSeconds(30))
		.maxHold(Duration.ZERO)
		.minHold(Duration.ZERO)
		.linger(Duration.ZERO)
		.waiting(Waiting.PUBSUB)
		.spinInterval(Duration.ofMillis(100))
		.fencing(Fencing.ON_DEMAND)
		.interruptOnLost(false)
		.leakDetectionThreshold(Duration.ZERO)
		.build();

	private final SimulatedLockStore store;

	private final EngineLockRegistry elsewhere;

	private final ConcurrentMap<String, Lease> heldElsewhere = new ConcurrentHashMap<>();

	private final Set<String> simulated = ConcurrentHashMap.newKeySet();

	private final Set<String> once = ConcurrentHashMap.newKeySet();

	LockSimulations(SimulatedLockStore store) {
		this.store = store;
		this.elsewhere = new EngineLockRegistry(store.elsewhere(), (name) -> OPTIONS, PATIENCE, new LockListener() {
		});
	}

	/** Makes another JVM hold a lock. */
	void holdElsewhere(String name) {
		begin(name);
		this.heldElsewhere.put(name, acquireElsewhere(name));
	}

	private void begin(String name) {
		free(name);
		this.simulated.add(name);
	}

	private Lease acquireElsewhere(String name) {
		try {
			// owned by no thread, so that any thread may free it
			return this.elsewhere.obtain(name).acquireAsync().join();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException("Lock '" + name + "' cannot be held elsewhere, because it is held here",
					ex.getCause());
		}
	}

	/** Makes another JVM hold a lock, and callers not wait for it. */
	void timeOut(String name) {
		begin(name);
		this.store.giveUpHope(name);
		this.heldElsewhere.put(name, acquireElsewhere(name));
	}

	/** Makes the acquisition of a lock fail because of the store. */
	void makeUnavailable(String name) {
		begin(name);
		this.store.fail(name);
	}

	/** Ends a simulation as soon as it has refused a caller. */
	void once(String name) {
		this.once.add(name);
	}

	@Override
	public void notAcquired(String name, Duration waited, RuntimeException reason) {
		if (this.once.contains(name)) {
			free(name);
		}
	}

	/** Ends the simulation of a lock. */
	void free(String name) {
		this.once.remove(name);
		this.simulated.remove(name);
		this.store.recover(name);
		Lease lease = this.heldElsewhere.remove(name);
		if (lease != null) {
			lease.close();
		}
	}

	/** Ends all simulations. */
	void reset() {
		this.simulated.forEach(this::free);
	}

	/** Returns the store that loses locks of the application. */
	SimulatedLockStore store() {
		return this.store;
	}

	@Override
	public void close() {
		this.elsewhere.stop();
	}

}
