package io.github.batonlock.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Records the actions of the buyers of one product in this instance. Each buyer calls it
 * on its own thread.
 */
class Recording {

	private final Map<Thread, Instant> entered = new ConcurrentHashMap<>();

	private final Queue<LiveEvent.Visit> visits = new ConcurrentLinkedQueue<>();

	private final Queue<Long> waits = new ConcurrentLinkedQueue<>();

	void entered(Duration waited) {
		this.entered.put(Thread.currentThread(), Instant.now());
		waited(waited);
	}

	void waited(Duration waited) {
		this.waits.add(waited.toNanos() / 1000);
	}

	void left(Visit visit) {
		Thread buyer = Thread.currentThread();
		Instant begin = Objects.requireNonNullElse(this.entered.remove(buyer), visit.begin());
		this.visits.add(new LiveEvent.Visit(buyer.getName(), LiveEvent.micros(begin), LiveEvent.micros(visit.end()),
				visit.sold()));
	}

	/**
	 * Returns the visits since the last call.
	 */
	List<LiveEvent.Visit> takeVisits() {
		return take(this.visits);
	}

	/**
	 * Returns the waits since the last call.
	 */
	List<Long> takeWaits() {
		return take(this.waits);
	}

	private static <T> List<T> take(Queue<T> queue) {
		List<T> taken = new ArrayList<>();
		for (T next = queue.poll(); next != null; next = queue.poll()) {
			taken.add(next);
		}
		return taken;
	}

}
