package io.github.batonlock.redis;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how late the machine runs periodic tasks. Measured times are compared with it,
 * so that they do not depend on the load of the machine.
 */
final class Lateness implements AutoCloseable {

	private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor((work) -> {
		Thread thread = new Thread(work, "lateness");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicLong longest = new AtomicLong();

	private long last = System.nanoTime();

	Lateness() {
		this.scheduler.scheduleWithFixedDelay(this::look, PERIOD, PERIOD, TimeUnit.NANOSECONDS);
	}

	private void look() {
		long now = System.nanoTime();
		long late = now - this.last - PERIOD;
		this.last = now;
		this.longest.accumulateAndGet(late, Math::max);
	}

	/** Starts to measure. */
	void begin() {
		this.longest.set(0);
	}

	/**
	 * Returns the maximum delay.
	 * @return the longest delay since the start
	 */
	Duration longest() {
		return Duration.ofNanos(this.longest.get());
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

}
