package io.github.batonlock.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;

/**
 * What the locks of a simulated Redis share: its clock, and who listens.
 */
final class SimulatedServer {

	private static final long START = 1_790_000_000_000_000L;

	/** Who hears the messages to an instance. */
	final Map<String, Subscriber> subscribers = new HashMap<>();

	/** The locks that have been used. */
	final Map<String, SimulatedRedis> locks = new LinkedHashMap<>();

	/** Hears how long messages take. */
	Losses losses = (name, to, millis) -> {
	};

	long clockStep;

	private final SimulatedWorld world;

	private final boolean probes;

	SimulatedServer(SimulatedWorld world, boolean probes) {
		this.world = world;
		this.probes = probes;
	}

	SimulatedRedis lock(String name) {
		return this.locks.computeIfAbsent(name, (key) -> new SimulatedRedis(key, this));
	}

	/** Whether it sees who listens, as a single node does. */
	boolean probes() {
		return this.probes;
	}

	/** Microseconds, by a clock that may be stepped. */
	long clock() {
		return START + this.world.nanos() / 1000 + this.clockStep;
	}

	boolean hears(Request request) {
		Subscriber subscriber = this.subscribers.get(request.instance());
		return subscriber != null && subscriber.hears();
	}

	/** Messages get lost, late, doubled and out of order. */
	void publish(String name, Request to, Consumer<StoreListener> message) {
		Subscriber subscriber = this.subscribers.get(to.instance());
		boolean faults = this.world.faults && this.world.messagesSuffer;
		if (subscriber == null || !subscriber.hears() || (faults && this.world.chance(.01))) {
			this.losses.lost(name, to, Double.MAX_VALUE);
			return;
		}
		for (int copies = (faults && this.world.chance(.03)) ? 2 : 1; copies > 0; copies--) {
			double delay = faults ? this.world.pick(.05, .05, .05, .05, .2, 3, this.world.pick(40, 40, 1500)) : .05;
			this.losses.lost(name, to, delay);
			this.world.at(delay, () -> {
				this.world.say(() -> "a message for " + to + " arrives");
				subscriber.tell(message);
			});
		}
	}

	/**
	 * The subscription of an instance.
	 */
	interface Subscriber {

		/** Whether the server sends messages to it. */
		boolean hears();

		void tell(Consumer<StoreListener> message);

	}

	/**
	 * Hears how long messages take.
	 */
	interface Losses {

		/**
		 * A message is on its way.
		 * @param name name of the lock
		 * @param to whom it is for
		 * @param millis how long it takes, without end if it is lost
		 */
		void lost(String name, Request to, double millis);

	}

}
