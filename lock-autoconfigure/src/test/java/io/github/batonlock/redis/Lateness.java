package io.github.batonlock.redis;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How late the machine is with what is due every few milliseconds: what a measured time
 * is compared to, so that it says nothing of how busy the machine is.
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

	/** Measure from now on. */
	void begin() {
		this.longest.set(0);
	}

	/**
	 * How late it has been.
	 * @return the longest time since it began
	 */
	Duration longest() {
		return Duration.ofNanos(this.longest.get());
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

}
