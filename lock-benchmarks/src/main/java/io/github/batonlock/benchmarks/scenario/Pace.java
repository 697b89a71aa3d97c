package io.github.batonlock.benchmarks.scenario;

import java.time.Duration;

/**
 * How thoroughly is measured.
 *
 * @param rounds how often each contestant has its turn
 * @param length how long a turn is
 * @param warmUp how long a new JVM runs before anything else
 * @param warmUps how many turns a contestant has at most before it is measured
 * @param counting how long the requests are counted for
 * @param settling how long nothing happens before it is looked at; what happens seldom is
 * compiled late
 * @param watching how long is looked at what costs something though nothing happens
 */
public record Pace(int rounds, Duration length, Duration warmUp, int warmUps, Duration counting, Duration settling,
		Duration watching) {

	/** Medians of some rounds. */
	public static final Pace FULL = new Pace(3, Duration.ofMillis(1500), Duration.ofSeconds(5), 6,
			Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(20));

	/** Enough to count, not to time. */
	public static final Pace SHORT = new Pace(1, Duration.ofMillis(300), Duration.ofMillis(300), 1,
			Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(2));

}
