package io.github.batonlock.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;

import org.springframework.stereotype.Component;

/**
 * Records how long the buyers of this instance wait for the lock of a product, whether
 * they acquire it or not.
 */
@Component
class Waits implements LockListener {

	private final Map<String, Queue<Duration>> waits = new ConcurrentHashMap<>();

	void record(long productId) {
		this.waits.put(lock(productId), new ConcurrentLinkedQueue<>());
	}

	List<Duration> recorded(long productId) {
		Queue<Duration> recorded = this.waits.remove(lock(productId));
		return (recorded != null) ? List.copyOf(recorded) : List.of();
	}

	@Override
	public void acquired(Lease lease, Duration waited) {
		add(lease.name(), waited);
	}

	@Override
	public void notAcquired(String name, Duration waited, RuntimeException reason) {
		add(name, waited);
	}

	private void add(String lock, Duration waited) {
		Queue<Duration> recorded = this.waits.get(lock);
		if (recorded != null) {
			recorded.add(waited);
		}
	}

	static String lock(long productId) {
		return "product:" + productId;
	}

}
