package io.github.batonlock.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Reports the actions of the buyers of this instance, ten times a second while they are
 * in the shop; reports nothing if there are no watchers when they come.
 */
@Component
class Reports implements LockListener {

	private static final Duration PERIOD = Duration.ofMillis(100);

	private final Map<String, Recording> recordings = new ConcurrentHashMap<>();

	private final LiveChannel channel;

	private final LockFigures figures;

	private final Instances instances;

	private final TaskScheduler scheduler;

	Reports(LiveChannel channel, LockFigures figures, Instances instances, TaskScheduler scheduler) {
		this.channel = channel;
		this.figures = figures;
		this.instances = instances;
		this.scheduler = scheduler;
	}

	/**
	 * Starts to report the actions of buyers.
	 * @return a report that ends with a last message
	 */
	Report open(long productId) {
		Recording recording = new Recording();
		if (!publish(productId, recording)) {
			return () -> {
			};
		}
		this.recordings.put(Waits.lock(productId), recording);
		ScheduledFuture<?> beats = this.scheduler.scheduleAtFixedRate(() -> publish(productId, recording),
				Instant.now().plus(PERIOD), PERIOD);
		return () -> {
			beats.cancel(false);
			this.recordings.remove(Waits.lock(productId), recording);
			publish(productId, recording);
		};
	}

	@Override
	public void acquired(Lease lease, Duration waited) {
		record(lease.name(), (recording) -> recording.entered(waited));
	}

	@Override
	public void notAcquired(String name, Duration waited, RuntimeException reason) {
		record(name, (recording) -> recording.waited(waited));
	}

	@EventListener
	void left(Visit visit) {
		record(Waits.lock(visit.productId()), (recording) -> recording.left(visit));
	}

	private void record(String lock, Consumer<Recording> event) {
		@Nullable Recording recording = this.recordings.get(lock);
		if (recording != null) {
			event.accept(recording);
		}
	}

	private boolean publish(long productId, Recording recording) {
		// the last report comes after a report in progress
		synchronized (recording) {
			return this.channel.publish(new LiveEvent.Frame(productId, this.instances.self(), recording.takeVisits(),
					recording.takeWaits(), this.figures.read()));
		}
	}

	/**
	 * A report in progress.
	 */
	interface Report extends AutoCloseable {

		@Override
		void close();

	}

}
