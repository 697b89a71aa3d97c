package io.github.batonlock.benchmarks.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.benchmarks.worker.Trace;
import io.github.batonlock.testing.CommandMonitor;
import io.github.batonlock.testing.RedisServer;

/**
 * The turn of one contestant in a scenario: all its JVMs begin at the same instant, and
 * are suspended before and after.
 */
final class Turn {

	private static final long UNTIL_ALL_ARE_READY = Duration.ofMillis(200).toNanos();

	private final RedisServer redis;

	private final List<WorkerProcess> workers;

	private final Scenario scenario;

	Turn(RedisServer redis, List<WorkerProcess> workers, Scenario scenario) {
		this.redis = redis;
		this.workers = workers;
		this.scenario = scenario;
	}

	/**
	 * Returns the number of commands that clients send, per cycle. The Redis is slow
	 * while it reports them, so nothing else is measured.
	 */
	double requests(Duration length) {
		try (CommandMonitor monitor = CommandMonitor.of(this.redis)) {
			Outcome outcome = run(length);
			long commands = monitor.commands()
				.stream()
				.filter((command) -> !command.equals("ping") && !command.equals("info"))
				.count();
			return (double) commands / outcome.timeline().cycles();
		}
	}

	Figures figures(Duration length, double requests) {
		ServerLoad before = ServerLoad.of(this.redis);
		Outcome outcome = run(length);
		ServerLoad.Difference server = before.now();
		Timeline timeline = outcome.timeline();
		double cycles = timeline.cycles();
		return new Figures(cycles, timeline.cyclesPerSecond(), requests, server.scripts() / cycles,
				server.messages() / cycles, server.bytes() / cycles, outcome.cpuMicros() / cycles,
				server.cpuMicros() / cycles, server.scriptMicros(), timeline.handOverShare(),
				timeline.handOverMicros(0.5), timeline.handOverMicros(0.99), timeline.idleMicros(),
				timeline.jainOverThreads(), timeline.jainOverJvms(), timeline.longestWaitMillis(),
				timeline.longestWaitMillis() / timeline.roundMillis(), timeline.longestQueue(), timeline.violations());
	}

	Outcome run(Duration length) {
		this.workers.forEach(WorkerProcess::resume);
		try {
			return runTogether(length);
		}
		finally {
			this.workers.forEach(WorkerProcess::pause);
		}
	}

	private Outcome runTogether(Duration length) {
		try {
			Path directory = Files.createTempDirectory("baton-benchmark-");
			long from = System.nanoTime() + UNTIL_ALL_ARE_READY;
			long to = from + length.toNanos();
			for (int i = 0; i < this.workers.size(); i++) {
				this.workers.get(i)
					.send("run " + from + " " + to + " " + directory.resolve("trace" + i) + " "
							+ this.scenario.load().words());
			}
			double cpu = this.workers.stream().mapToDouble((worker) -> Double.parseDouble(worker.answer()) / 1e3).sum();
			return new Outcome(new Timeline(read(directory), from, to, !this.scenario.load().ownNames()), cpu);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<List<Trace>> read(Path directory) throws IOException {
		List<List<Trace>> traces = new ArrayList<>();
		for (int i = 0; i < this.workers.size(); i++) {
			Path file = directory.resolve("trace" + i);
			traces.add(Trace.read(file));
			Files.delete(file);
		}
		Files.delete(directory);
		return traces;
	}

	/**
	 * The outcome of a turn.
	 */
	record Outcome(Timeline timeline, double cpuMicros) {

	}

}
