package io.github.batonlock.engine;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Virtual time and chance: everything that happens in one history, in an order that its
 * seed decides.
 */
final class SimulatedWorld {

	final Random random;

	/** Whether delays vary and messages get lost. */
	boolean faults = true;

	/** Whether messages get lost, late and doubled, while there are faults. */
	boolean messagesSuffer = true;

	private final PriorityQueue<Event> events = new PriorityQueue<>(
			Comparator.comparingLong(Event::at).thenComparingLong(Event::number));

	private final boolean traced;

	private long nanos;

	private long numbers;

	private boolean stopped;

	SimulatedWorld(long seed, boolean traced) {
		this.traced = traced;
		this.random = new Random(seed * 0x9E3779B97F4A7C15L);
	}

	long nanos() {
		return this.nanos;
	}

	double millis() {
		return this.nanos / 1e6;
	}

	void at(double delayMillis, Runnable action) {
		atNanos((long) (Math.max(0, delayMillis) * 1e6), action);
	}

	void atNanos(long delay, Runnable action) {
		this.events.add(new Event(this.nanos + Math.max(0, delay), this.numbers++, action));
	}

	/** Run until nothing is left to happen, or a time is reached. */
	void run(double untilMillis) {
		long until = (long) (untilMillis * 1e6);
		while (!this.stopped && !this.events.isEmpty() && this.events.peek().at <= until) {
			Event next = this.events.remove();
			this.nanos = next.at;
			next.action.run();
		}
		this.nanos = this.stopped ? this.nanos : until;
	}

	/** Let nothing happen any more. */
	void stop() {
		this.stopped = true;
	}

	/** Tell what happens, where a single history is looked at. */
	void say(Supplier<String> what) {
		if (this.traced) {
			System.out.printf("%10.2f %s%n", millis(), what.get());
		}
	}

	boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

	double pick(double... values) {
		return values[this.random.nextInt(values.length)];
	}

	double between(double least, double most) {
		return least + this.random.nextDouble() * (most - least);
	}

	static long nanosOf(double millis) {
		return (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
	}

	private record Event(long at, long number, Runnable action) {

	}

}
