package io.github.batonlock.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The real engine over a simulated network and a simulated Redis: random histories with
 * lost, late and doubled messages, cut connections, pauses, crashes and clock steps. A
 * seed that fails is in the message and runs again exactly, alone, by
 * {@code -Dbaton.simulation.seed=…}; {@code -Dbaton.simulation.histories=1000000} runs
 * more of them.
 */
class SimulationTests {

	private static final int HISTORIES = Integer.getInteger("baton.simulation.histories", 10_000);

	@Test
	void whatIsPromisedHoldsInRandomHistories() {
		Long seed = Long.getLong("baton.simulation.seed");
		long leases = 0;
		if (seed != null) {
			leases = new SimulatedHistory(seed, true).run();
		}
		else {
			for (long next = 1; next <= HISTORIES; next++) {
				leases += new SimulatedHistory(next, false).run();
			}
		}
		assertThat(leases).isPositive();
	}

}
