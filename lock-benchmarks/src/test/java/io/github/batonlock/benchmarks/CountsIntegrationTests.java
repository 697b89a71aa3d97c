package io.github.batonlock.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.github.batonlock.benchmarks.aspect.AspectCost;
import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.report.Results;
import io.github.batonlock.benchmarks.scenario.Figures;
import io.github.batonlock.benchmarks.scenario.Laboratory;
import io.github.batonlock.benchmarks.scenario.Pace;
import io.github.batonlock.benchmarks.scenario.Scenario;
import io.github.batonlock.benchmarks.worker.Load;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The counts of a run: commands, messages, allocations.
 */
class CountsIntegrationTests {

	private static Laboratory laboratory;

	@BeforeAll
	static void start() {
		laboratory = new Laboratory(Pace.SHORT);
	}

	@AfterAll
	static void stop() {
		laboratory.close();
	}

	@Test
	void everyContestantLocks() {
		Scenario scenario = scenario(Contestant.ALL, 1, 2, false);
		Map<Contestant, Figures> figures = laboratory.contest(scenario);
		assertThat(figures).containsOnlyKeys(Contestant.ALL);
		assertThat(figures.values()).allSatisfy((values) -> {
			assertThat(values.cycles()).isPositive();
			assertThat(values.violations()).isZero();
		});
		Results results = new Results();
		results.add(scenario, figures);
		assertThat(results.table(scenario).markdown()).contains("| Baton |", "| Redisson fair |");
	}

	@Test
	void uncontendedCycleIsTwoCommandsAndNoMessage() {
		Figures figures = baton(1, 4, true);
		// the reported commands include set-up and observation
		assertThat(figures.requests()).isCloseTo(2, within(0.05));
		assertThat(figures.messages()).isZero();
	}

	@Test
	void threadsOfOneJvmHardlyTalkToRedis() {
		Figures figures = baton(1, 16, false);
		assertThat(figures.requests()).isLessThan(0.1);
		assertThat(figures.messages()).isZero();
	}

	@Test
	void handOverToAnotherJvmIsOneScriptAndOneMessage() {
		Figures figures = baton(3, 8, false);
		assertThat(figures.violations()).isZero();
		assertThat(perHandOver(figures, Figures::scripts)).isLessThan(1.2);
		assertThat(perHandOver(figures, Figures::messages)).isLessThan(1.2);
	}

	@Test
	void nothingIsLeftOfNamesUsedOnce() {
		assertThat(laboratory.namesUsedOnce(Contestant.BATON, 2000).keys()).isZero();
	}

	@Test
	void waitersCostNothingWhileTheyWait() {
		Laboratory.Upkeep upkeep = laboratory.waiting(Contestant.BATON, 50);
		assertThat(upkeep.commands()).isLessThan(5);
		assertThat(upkeep.threads()).isNotPositive();
	}

	@Test
	void aspectAllocatesLittleMoreThanTheLockWithoutIt() throws RunnerException {
		Map<String, Double> bytes = AspectCost.count(50_000)
			.stream()
			.collect(Collectors.toMap(AspectCost::method, AspectCost::bytes));
		double programmatic = bytes.getOrDefault("programmatic", 0d);
		assertThat(programmatic).isPositive();
		assertThat(bytes.getOrDefault("fixedName", 0d) - programmatic).isLessThan(500);
		// and the memory of a new name: two texts and a list
		assertThat(bytes.getOrDefault("evaluatedName", 0d) - programmatic).isLessThan(700);
	}

	private static Figures baton(int jvms, int threads, boolean ownNames) {
		return laboratory.contest(scenario(List.of(Contestant.BATON), jvms, threads, ownNames)).get(Contestant.BATON);
	}

	private static Scenario scenario(List<Contestant> contestants, int jvms, int threads, boolean ownNames) {
		String id = "counts-" + jvms + "-" + threads + "-" + ownNames;
		return new Scenario(id, id, contestants, jvms,
				new Load(threads, false, ownNames, id, Duration.ZERO, Integer.MAX_VALUE));
	}

	private static double perHandOver(Figures figures, ToDoubleFunction<Figures> figure) {
		return figure.applyAsDouble(figures) / figures.handOverShare();
	}

}
