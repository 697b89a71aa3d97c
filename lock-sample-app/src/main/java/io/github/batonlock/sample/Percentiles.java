package io.github.batonlock.sample;

import java.time.Duration;
import java.util.List;

/**
 * How long the patient and the lucky waited.
 */
class Percentiles {

	private final List<Duration> sorted;

	Percentiles(List<Duration> durations) {
		this.sorted = durations.stream().sorted().toList();
	}

	/**
	 * The shortest of the durations that is not exceeded by so many percent of them; 0 if
	 * there is none.
	 */
	long millis(int percent) {
		if (this.sorted.isEmpty()) {
			return 0;
		}
		int rank = (this.sorted.size() * percent + 99) / 100;
		return this.sorted.get(Math.max(rank, 1) - 1).toMillis();
	}

}
