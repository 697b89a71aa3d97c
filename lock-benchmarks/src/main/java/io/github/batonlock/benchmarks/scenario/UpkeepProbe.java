package io.github.batonlock.benchmarks.scenario;

import java.time.Duration;

import io.github.batonlock.benchmarks.scenario.Laboratory.Upkeep;
import io.github.batonlock.testing.CommandMonitor;
import io.github.batonlock.testing.RedisServer;

/**
 * Measures idle locks and waiters for a while.
 */
final class UpkeepProbe {

	private static final double SECOND = 1e9;

	private final RedisServer redis;

	private final WorkerProcess worker;

	UpkeepProbe(RedisServer redis, WorkerProcess worker) {
		this.redis = redis;
		this.worker = worker;
	}

	Upkeep look(Pace pace, int threadsBefore) {
		await(pace.settling());
		ServerLoad server = ServerLoad.of(this.redis);
		double cpu = status(0);
		long before = System.nanoTime();
		long commands = commands(pace.watching());
		double nanos = System.nanoTime() - before;
		double clientCpu = (status(0) - cpu) / nanos;
		double serverCpu = server.now().cpuMicros() * 1000 / nanos;
		String clients = String.valueOf(this.redis.command("CLIENT", "LIST"));
		return new Upkeep(commands / nanos * SECOND, clientCpu, serverCpu, (int) status(1) - threadsBefore,
				(int) clients.lines().count() - 1);
	}

	private long commands(Duration length) {
		try (CommandMonitor monitor = CommandMonitor.of(this.redis)) {
			await(length);
			return monitor.commands().stream().filter((command) -> !command.equals("ping")).count();
		}
	}

	private double status(int word) {
		return Double.parseDouble(this.worker.call("status").split(" ", -1)[word]);
	}

	private static void await(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
