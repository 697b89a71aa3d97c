package io.github.batonlock.benchmarks.scenario;

import java.time.Duration;

/**
 * The extent of the measurements.
 *
 * @param rounds number of turns of each contestant
 * @param length duration of a turn
 * @param warmUp how long a new JVM runs before anything else
 * @param warmUps maximum number of turns of a contestant before it is measured
 * @param counting how long requests are counted
 * @param settling how long to wait before idle costs are measured, because rarely called
 * code is compiled late
 * @param watching how long idle costs are measured
 */
public record Pace(int rounds, Duration length, Duration warmUp, int warmUps, Duration counting, Duration settling,
		Duration watching) {

	/** Medians of some rounds. */
	public static final Pace FULL = new Pace(3, Duration.ofMillis(1500), Duration.ofSeconds(5), 6,
			Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(20));

	/** Sufficient for counts, but not for times. */
	public static final Pace SHORT = new Pace(1, Duration.ofMillis(300), Duration.ofMillis(300), 1,
			Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(2));

}
