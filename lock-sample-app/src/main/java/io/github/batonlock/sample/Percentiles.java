package io.github.batonlock.sample;

import java.time.Duration;
import java.util.List;

/**
 * Percentiles of waits.
 */
class Percentiles {

	private final List<Duration> sorted;

	Percentiles(List<Duration> durations) {
		this.sorted = durations.stream().sorted().toList();
	}

	/**
	 * Returns the shortest duration that the given percentage of the durations does not
	 * exceed; 0 if there is none.
	 */
	long millis(int percent) {
		if (this.sorted.isEmpty()) {
			return 0;
		}
		int rank = (this.sorted.size() * percent + 99) / 100;
		return this.sorted.get(Math.max(rank, 1) - 1).toMillis();
	}

}
