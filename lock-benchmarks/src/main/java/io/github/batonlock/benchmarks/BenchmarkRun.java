package io.github.batonlock.benchmarks;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.github.batonlock.benchmarks.aspect.AspectCost;
import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.report.Document;
import io.github.batonlock.benchmarks.report.Goals;
import io.github.batonlock.benchmarks.report.Numbers;
import io.github.batonlock.benchmarks.report.Results;
import io.github.batonlock.benchmarks.report.Table;
import io.github.batonlock.benchmarks.scenario.Figures;
import io.github.batonlock.benchmarks.scenario.Laboratory;
import io.github.batonlock.benchmarks.scenario.Laboratory.Remains;
import io.github.batonlock.benchmarks.scenario.Laboratory.RoundTrip;
import io.github.batonlock.benchmarks.scenario.Laboratory.Upkeep;
import io.github.batonlock.benchmarks.scenario.Pace;
import io.github.batonlock.benchmarks.scenario.Scenario;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs all scenarios, one after another.
 */
final class BenchmarkRun {

	private static final List<Contestant> WITH_QUEUES = List.of(Contestant.BATON, Contestant.REDISSON,
			Contestant.REDISSON_FAIR, Contestant.SPRING_INTEGRATION, Contestant.SPRING_INTEGRATION_SPIN);

	private final Document document = new Document();

	private final Results results = new Results();

	private final Goals goals = new Goals(this.results);

	private final boolean brief;

	private final Predicate<String> wanted;

	BenchmarkRun(boolean brief, Predicate<String> wanted) {
		this.brief = brief;
		this.wanted = wanted;
	}

	Document run() throws RunnerException {
		try (Laboratory laboratory = new Laboratory(this.brief ? Pace.SHORT : Pace.FULL)) {
			RoundTrip roundTrip = laboratory.roundTrip();
			this.document.add("JDK " + Runtime.version().feature() + ", " + Runtime.getRuntime().availableProcessors()
					+ " cores; a round trip to the Redis (PING): p50 " + Numbers.of(roundTrip.p50()) + " µs, p99 "
					+ Numbers.of(roundTrip.p99()) + " µs.");
			uncontended(laboratory);
			contended(laboratory, roundTrip);
			growing(laboratory);
			when("names", () -> remains(laboratory));
			when("upkeep", () -> upkeep(laboratory));
		}
		if (this.wanted.test("aspect")) {
			aspect();
		}
		this.document.add(this.goals.table());
		this.document.add("Two holders at once: " + this.results.violations() + " times.");
		return this.document;
	}

	private void when(String id, Runnable measurement) {
		if (this.wanted.test(id)) {
			measurement.run();
		}
	}

	private List<Scenario> wanted(List<Scenario> scenarios) {
		return scenarios.stream().filter((scenario) -> this.wanted.test(scenario.id())).toList();
	}

	private void uncontended(Laboratory laboratory) {
		for (Scenario scenario : wanted(Scenario.uncontended())) {
			contest(laboratory, scenario);
			this.document.add(this.results.bars(scenario, "cycles per second", Figures::rate));
			this.goals.uncontended(scenario);
		}
		for (Scenario scenario : wanted(List.of(Scenario.LINGER))) {
			contest(laboratory, scenario);
			this.goals.linger();
		}
	}

	private void contended(Laboratory laboratory, RoundTrip roundTrip) {
		for (Scenario scenario : wanted(Scenario.contended())) {
			contest(laboratory, scenario);
			this.document.add(this.results.bars(scenario, "cycles per second", Figures::rate));
			if (scenario.load().section().isZero()) {
				this.goals.contended(scenario, (scenario.jvms() > 1) ? 10 : 20);
			}
			if (scenario.jvms() > 1) {
				this.goals.handOver(scenario, roundTrip);
			}
		}
		for (Scenario scenario : wanted(List.of(Scenario.HERD))) {
			contest(laboratory, scenario);
			this.document.add(this.results.bars(scenario, "added per hand-over, µs", Figures::idleMicros));
		}
	}

	private void growing(Laboratory laboratory) {
		growing(laboratory, wanted(Scenario.growingInJvms()), "scale-jvms.svg",
				"Requests per cycle as JVMs grow (2 threads each)", Scenario::jvms, Figures::requests);
		growing(laboratory, wanted(Scenario.growingInWaiters()), "scale-waiters.svg",
				"Time of a script in the Redis, µs, as threads grow (2 JVMs)", Scenario::threads,
				Figures::scriptMicros);
	}

	private void growing(Laboratory laboratory, List<Scenario> scenarios, String file, String title,
			ToDoubleFunction<Scenario> size, ToDoubleFunction<Figures> figure) {
		if (!scenarios.isEmpty()) {
			scenarios.forEach((scenario) -> contest(laboratory, scenario));
			this.document.add(this.results.lines(scenarios, file, title, size, figure));
			this.goals.flat(scenarios);
		}
	}

	private void contest(Laboratory laboratory, Scenario scenario) {
		this.results.add(scenario, laboratory.contest(scenario));
		this.document.add(this.results.table(scenario));
	}

	private void remains(Laboratory laboratory) {
		int names = this.brief ? 1000 : 200_000;
		Table table = new Table(Numbers.of(names) + " names used once",
				List.of("what is left", "heap, MiB", "keys in the Redis"));
		for (Contestant contestant : Contestant.ALL) {
			Remains remains = laboratory.namesUsedOnce(contestant, names);
			table.row(List.of(contestant.label(), Numbers.of(remains.megabytes()), String.valueOf(remains.keys())));
		}
		this.document.add(table);
	}

	private void upkeep(Laboratory laboratory) {
		int locks = this.brief ? 100 : 10_000;
		List<String> header = List.of("each second", "commands", "client CPU", "Redis CPU", "more threads",
				"connections");
		Table held = new Table(Numbers.of(locks) + " locks held", header);
		Upkeep renewing = row(held, Contestant.BATON, laboratory.held(Contestant.BATON, locks));
		row(held, Contestant.REDISSON, laboratory.held(Contestant.REDISSON, locks));
		this.document.add(held);
		Table waiting = new Table("200 threads waiting for one name", header);
		List<Upkeep> idle = WITH_QUEUES.stream()
			.map((contestant) -> row(waiting, contestant, laboratory.waiting(contestant, 200)))
			.toList();
		this.document.add(waiting);
		this.goals.upkeep(renewing, idle.get(0));
	}

	private static Upkeep row(Table table, Contestant contestant, Upkeep upkeep) {
		table.row(
				Stream
					.of(contestant.label(), Numbers.of(upkeep.commands()), Numbers.percent(upkeep.clientCpu()),
							Numbers.percent(upkeep.serverCpu()), String.valueOf(upkeep.threads()),
							String.valueOf(upkeep.connections()))
					.toList());
		return upkeep;
	}

	private void aspect() throws RunnerException {
		List<AspectCost> costs = this.brief ? AspectCost.measure(0, 1, 300) : AspectCost.measure(2, 5, 1000);
		Table table = new Table("The aspect over the local store", List.of("per call", "ns", "bytes"));
		costs.forEach((cost) -> table
			.row(List.of("`" + cost.method() + "`", Numbers.of(cost.nanos()), Numbers.of(cost.bytes()))));
		this.document.add(table);
		AspectCost evaluated = cost(costs, "evaluatedName");
		AspectCost programmatic = cost(costs, "programmatic");
		this.goals.aspect(evaluated.nanos() - programmatic.nanos(), evaluated.bytes() - programmatic.bytes());
	}

	private static AspectCost cost(List<AspectCost> costs, String method) {
		return costs.stream().filter((cost) -> cost.method().equals(method)).findFirst().orElseThrow();
	}

}
