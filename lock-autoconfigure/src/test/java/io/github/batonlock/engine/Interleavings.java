package io.github.batonlock.engine;

import java.util.Random;

import io.github.batonlock.LockListener;
import io.github.batonlock.engine.site.LockEvents;
import io.github.batonlock.engine.support.OwnThreads;
import io.github.batonlock.store.LockStore;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How often Lincheck lets threads loose on a registry, and which registry that is.
 * {@code -Dbaton.lincheck.iterations=…} makes it try more scenarios. Its model checker is
 * not used: rewriting what an engine reaches of the JDK takes it longer than its own time
 * limit for one run.
 */
final class Interleavings {

	private static final int ITERATIONS = Integer.getInteger("baton.lincheck.iterations", 10);

	private Interleavings() {
	}

	/**
	 * Random scenarios of three threads, each run many times.
	 * @param runs how often each scenario is run
	 */
	static StressOptions stress(int runs) {
		// What Lincheck does before and after the threads it does on another one
		return new StressOptions().iterations(ITERATIONS)
			.invocationsPerIteration(runs)
			.threads(3)
			.actorsPerThread(3)
			.actorsBefore(0)
			.actorsAfter(0)
			.minimizeFailedScenario(false);
	}

	static EngineLockRegistry registry(LockStore store) {
		LockEvents events = new LockEvents(new LockListener() {
		}, new OwnThreads());
		return new EngineLockRegistry((name) -> Rig.OPTIONS,
				() -> new Engine(store, new StandingTime(), Rig.REPLY_TIMEOUT, events, new Random(1)));
	}

}
