package io.github.batonlock.micrometer;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of the locks of one category.
 */
final class CategoryMeters implements LockListener {

	private final Timer wait;

	private final Timer hold;

	private final Counter timeouts;

	private final Counter unavailable;

	private final Counter lost;

	private final Counter local;

	private final Counter remote;

	private final LongAdder held = new LongAdder();

	CategoryMeters(MeterRegistry registry, String category) {
		Tags tags = Tags.of("name", category);
		this.wait = Timer.builder(LockMeters.WAIT)
			.description("Time that callers waited for a lock, whether they acquired it or not")
			.tags(tags)
			.register(registry);
		this.hold = Timer.builder(LockMeters.HOLD)
			.description("Time for which locks were held")
			.tags(tags)
			.register(registry);
		this.timeouts = counter(registry, LockMeters.TIMEOUTS, tags,
				"Callers that others kept waiting until their timeout");
		this.unavailable = counter(registry, LockMeters.UNAVAILABLE, tags,
				"Callers that failed because the store did not answer");
		this.lost = counter(registry, LockMeters.LOST, tags, "Locks that were lost while they were held");
		String handOvers = "Locks that were passed on by another caller";
		this.local = counter(registry, LockMeters.HANDOVERS, tags.and("kind", "local"), handOvers);
		this.remote = counter(registry, LockMeters.HANDOVERS, tags.and("kind", "remote"), handOvers);
		Gauge.builder(LockMeters.HELD, this.held, LongAdder::sum)
			.description("Locks that are held in this JVM")
			.tags(tags)
			.register(registry);
	}

	private static Counter counter(MeterRegistry registry, String name, Tags tags, String description) {
		return Counter.builder(name).description(description).tags(tags).register(registry);
	}

	@Override
	public void handedOver(String name, boolean remote) {
		(remote ? this.remote : this.local).increment();
	}

	@Override
	public void acquired(Lease lease, Duration waited) {
		this.held.increment();
		this.wait.record(waited);
	}

	@Override
	public void notAcquired(String name, Duration waited, RuntimeException reason) {
		this.wait.record(waited);
		if (reason instanceof LockAcquisitionTimeoutException) {
			this.timeouts.increment();
		}
		else if (reason instanceof LockUnavailableException) {
			this.unavailable.increment();
		}
	}

	@Override
	public void released(String name, Duration held) {
		this.held.decrement();
		this.hold.record(held);
	}

	@Override
	public void lost(String name, Duration held, LockLostException reason) {
		this.held.decrement();
		this.hold.record(held);
		this.lost.increment();
	}

}
