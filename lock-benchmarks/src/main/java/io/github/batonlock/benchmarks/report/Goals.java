package io.github.batonlock.benchmarks.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.scenario.Figures;
import io.github.batonlock.benchmarks.scenario.Laboratory.RoundTrip;
import io.github.batonlock.benchmarks.scenario.Laboratory.Upkeep;
import io.github.batonlock.benchmarks.scenario.Scenario;

/**
 * The goals of Baton and whether they have been reached: ratios within one run.
 */
public final class Goals {

	private final Table table = new Table("Goals", List.of("goal", "at least or at most", "measured", "reached"));

	private final Results results;

	/**
	 * Creates goals.
	 * @param results the results of the run
	 */
	public Goals(Results results) {
		this.results = results;
	}

	/**
	 * Returns all goals.
	 * @return the table
	 */
	public Table table() {
		return this.table;
	}

	/**
	 * Adds the goals for locks without contention.
	 * @param scenario a scenario with separate names
	 * @return this
	 */
	public Goals uncontended(Scenario scenario) {
		double rate = baton(scenario, Figures::rate);
		atMost(scenario.title() + ": commands per cycle", 2.01, baton(scenario, Figures::requests));
		atLeast(scenario.title() + ": rate to bare Lettuce", 0.95,
				rate / this.results.of(scenario, Contestant.LETTUCE, Figures::rate));
		atLeast(scenario.title() + ": rate to the best peer", 1,
				rate / this.results.mostOfRivals(scenario, Figures::rate));
		return this;
	}

	/**
	 * Adds the goals for contended locks.
	 * @param scenario a scenario with one name
	 * @param factor required ratio to the best peer
	 * @return this
	 */
	public Goals contended(Scenario scenario, double factor) {
		atLeast(scenario.title() + ": rate to the best peer", factor,
				baton(scenario, Figures::rate) / this.results.mostOfRivals(scenario, Figures::rate));
		atLeast(scenario.title() + ": Jain index over threads", 0.99, baton(scenario, Figures::jainThreads));
		atLeast(scenario.title() + ": Jain index over JVMs", 0.99, baton(scenario, Figures::jainJvms));
		atMost(scenario.title() + ": longest wait in full rounds", 2, baton(scenario, Figures::rounds));
		atMost(scenario.title() + ": acquisitions while one thread waited, to all threads", 2,
				baton(scenario, Figures::queue));
		return this;
	}

	/**
	 * Adds the goals for hand-overs between JVMs.
	 * @param scenario a scenario with one name and several JVMs
	 * @param roundTrip the unit
	 * @return this
	 */
	public Goals handOver(Scenario scenario, RoundTrip roundTrip) {
		atMost(scenario.title() + ": hand-over p50 to a round trip", 1.5,
				baton(scenario, Figures::handOverP50) / roundTrip.p50());
		atMost(scenario.title() + ": hand-over p99 to the best peer's", 1,
				baton(scenario, Figures::handOverP99) / this.results.leastOfRivals(scenario, Figures::handOverP99));
		return this;
	}

	/**
	 * Adds the goals for costs that do not grow.
	 * @param scenarios the scenarios, from small to large
	 * @return this
	 */
	public Goals flat(List<Scenario> scenarios) {
		Scenario large = scenarios.get(scenarios.size() - 1);
		// a single JVM hands nothing over; with one thread in each, no JVM leaves waiters
		// behind
		Scenario small = scenarios.stream()
			.filter((scenario) -> scenario.jvms() > 1 && scenario.threads() > scenario.jvms())
			.findFirst()
			.orElse(large);
		atMost(large.title() + ": scripts per hand-over", 1.1, perHandOver(large, Figures::scripts));
		atMost(large.title() + ": messages per hand-over", 1.1, perHandOver(large, Figures::messages));
		atMost(large.title() + ": time of a script to that of " + small.title(), 1.25,
				baton(large, Figures::scriptMicros) / baton(small, Figures::scriptMicros));
		return this;
	}

	/**
	 * Adds the goals for a JVM that keeps an unused lock.
	 * @return this
	 */
	public Goals linger() {
		atLeast("One name again and again with linger: rate to bare Lettuce", 50,
				this.results.of(Scenario.LINGER, Contestant.BATON_LINGER, Figures::rate)
						/ this.results.of(Scenario.LINGER, Contestant.LETTUCE, Figures::rate));
		return this;
	}

	/**
	 * Adds the goals for idle locks and waiters.
	 * @param held cost of many held locks
	 * @param waiting cost of many waiters
	 * @return this
	 */
	public Goals upkeep(Upkeep held, Upkeep waiting) {
		atMost("Renewing 10 000 locks: share of one core", 0.05, held.clientCpu());
		atMost("Renewing 10 000 locks: more threads, for all of them", 1, held.threads());
		// Two JVMs: one renews, one asks every third of a lease
		atMost("200 idle waiters: commands per second", 2 * 3.0 / 30, waiting.commands());
		atMost("200 idle waiters: more threads", 0, waiting.threads());
		return this;
	}

	/**
	 * Adds the goals for the aspect alone.
	 * @param nanos time that the aspect adds to a call
	 * @param bytes memory that the aspect allocates
	 * @return this
	 */
	public Goals aspect(double nanos, double bytes) {
		atMost("Aspect over the local store: ns per call more than without it", 2000, nanos);
		atMost("Aspect over the local store: bytes per call more than without it", 500, bytes);
		return this;
	}

	private double baton(Scenario scenario, ToDoubleFunction<Figures> figure) {
		return this.results.of(scenario, Contestant.BATON, figure);
	}

	private double perHandOver(Scenario scenario, ToDoubleFunction<Figures> figure) {
		return baton(scenario, figure) / baton(scenario, Figures::handOverShare);
	}

	private void atLeast(String goal, double bound, double value) {
		row(goal, "≥ " + Numbers.of(bound), value, value >= bound);
	}

	private void atMost(String goal, double bound, double value) {
		row(goal, "≤ " + Numbers.of(bound), value, value <= bound);
	}

	private void row(String goal, String bound, double value, boolean reached) {
		this.table.row(List.of(goal, bound, Numbers.of(value), reached ? "yes" : "**no**"));
	}

}
