package io.github.batonlock.benchmarks.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.worker.Load;
import io.github.batonlock.testing.RedisServer;

/**
 * The worker JVMs, each for one contestant. They are started and warmed up when first
 * needed, and reused.
 */
final class Fleet implements AutoCloseable {

	/** A waiting JVM would not warm up. */
	private static final Scenario WARM_UP = new Scenario("warm-up", "Warm-up", Contestant.ALL, 1,
			new Load(16, false, true, "warm-up", Duration.ZERO, Integer.MAX_VALUE));

	private final Map<Contestant, List<WorkerProcess>> workers = new EnumMap<>(Contestant.class);

	private final RedisServer redis;

	private final Duration warmUp;

	Fleet(RedisServer redis, Duration warmUp) {
		this.redis = redis;
		this.warmUp = warmUp;
	}

	List<WorkerProcess> of(Contestant contestant, int count) {
		List<WorkerProcess> started = this.workers.computeIfAbsent(contestant, (key) -> new ArrayList<>());
		List<WorkerProcess> starting = new ArrayList<>();
		while (started.size() + starting.size() < count) {
			starting.add(WorkerProcess.start(contestant, this.redis));
		}
		starting.forEach(WorkerProcess::answer);
		if (!starting.isEmpty()) {
			new Turn(this.redis, starting, WARM_UP).run(this.warmUp);
		}
		started.addAll(starting);
		started.forEach(WorkerProcess::resume);
		return List.copyOf(started.subList(0, count));
	}

	WorkerProcess of(Contestant contestant) {
		return of(contestant, 1).get(0);
	}

	/**
	 * Ends the workers of each contestant except for the first few.
	 */
	void shrinkTo(int count) {
		for (List<WorkerProcess> started : this.workers.values()) {
			while (started.size() > count) {
				started.remove(started.size() - 1).close();
			}
		}
	}

	@Override
	public void close() {
		shrinkTo(0);
	}

}
