package io.github.batonlock.benchmarks.scenario;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.testing.RedisServer;

/**
 * A scenario with all its contestants, which take turns, so that other load of the
 * machine affects all of them.
 */
public final class Contest {

	private static final double ENOUGH = 1.1;

	private final RedisServer redis;

	private final Fleet fleet;

	private final Pace pace;

	Contest(RedisServer redis, Fleet fleet, Pace pace) {
		this.redis = redis;
		this.fleet = fleet;
		this.pace = pace;
	}

	/**
	 * Runs turns until the rate no longer improves, because rarely called code is
	 * compiled late.
	 */
	private void warmUp(Turn turn) {
		double best = 0;
		for (int i = 0; i < this.pace.warmUps(); i++) {
			double rate = turn.run(this.pace.length()).timeline().cyclesPerSecond();
			if (rate < best * ENOUGH) {
				return;
			}
			best = Math.max(best, rate);
		}
	}

	/**
	 * Runs the contest.
	 * @param scenario the scenario
	 * @return medians of each contestant
	 */
	Map<Contestant, Figures> run(Scenario scenario) {
		Map<Contestant, Turn> turns = new EnumMap<>(Contestant.class);
		Map<Contestant, Double> requests = new EnumMap<>(Contestant.class);
		for (Contestant contestant : scenario.contestants()) {
			Turn turn = new Turn(this.redis, this.fleet.of(contestant, scenario.jvms()), scenario);
			warmUp(turn);
			turns.put(contestant, turn);
			requests.put(contestant, turn.requests(this.pace.counting()));
		}
		Map<Contestant, List<Figures>> runs = new EnumMap<>(Contestant.class);
		for (int round = 0; round < this.pace.rounds(); round++) {
			turns.forEach((contestant, turn) -> runs.computeIfAbsent(contestant, (key) -> new ArrayList<>())
				.add(turn.figures(this.pace.length(), requests.getOrDefault(contestant, Double.NaN))));
		}
		Map<Contestant, Figures> medians = new EnumMap<>(Contestant.class);
		runs.forEach((contestant, figures) -> medians.put(contestant, Figures.medians(figures)));
		return medians;
	}

}
