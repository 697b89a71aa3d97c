package io.github.batonlock.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The real engine over a simulated network and a simulated Redis: random histories of
 * threads and futures, with lost, late and doubled messages, cut connections, pauses,
 * stops, crashes, clock steps and stacks that fail. A seed that fails is in the message
 * and runs again exactly, alone, by {@code -Dbaton.simulation.seed=…};
 * {@code -Dbaton.simulation.histories=1000000} runs more of them.
 */
class SimulationTests {

	private static final int HISTORIES = Integer.getInteger("baton.simulation.histories", 10_000);

	@Test
	void whatIsPromisedHoldsInRandomHistories() {
		Long seed = Long.getLong("baton.simulation.seed");
		long leases;
		if (seed != null) {
			leases = new SimulatedHistory(seed, true).run();
		}
		else {
			leases = SimulatedHistories.run(HISTORIES);
		}
		assertThat(leases).isPositive();
	}

}
