package io.github.batonlock.benchmarks.scenario;

import java.time.Duration;
import java.util.List;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.worker.Load;

/**
 * A measurement with several contestants in turns.
 *
 * @param id short name
 * @param title title for readers
 * @param contestants the contestants
 * @param jvms number of JVMs
 * @param load work of each JVM
 */
public record Scenario(String id, String title, List<Contestant> contestants, int jvms, Load load) {

	/** Herd: each thread holds the lock once. */
	public static final Scenario HERD = new Scenario("herd",
			"Herd: 4 JVMs x 64 threads come at once, each stays inside for 10 ms", Contestant.ALL, 4,
			new Load(64, false, false, "herd", Duration.ofMillis(10), 1));

	/** One name again and again, which is the purpose of lingering. */
	public static final Scenario LINGER = alone("linger", "One thread, one name again and again, with linger",
			List.of(Contestant.LETTUCE, Contestant.BATON, Contestant.BATON_LINGER), 1, false);

	private static final List<Contestant> THOSE_THAT_SCALE = List.of(Contestant.BATON, Contestant.REDISSON,
			Contestant.SPRING_INTEGRATION);

	/**
	 * Returns the scenarios without contention.
	 * @return the scenarios
	 */
	public static List<Scenario> uncontended() {
		Scenario one = alone("uncontended-1", "Uncontended, one thread", Contestant.ALL, 1, false);
		Scenario many = alone("uncontended-16", "Uncontended, 16 threads, each with its own name", Contestant.ALL, 16,
				false);
		if (Runtime.version().feature() < 21) {
			return List.of(one, many);
		}
		return List.of(one, many, alone("uncontended-64-virtual",
				"Uncontended, 64 virtual threads, each with its own name", Contestant.ALL, 64, true));
	}

	/**
	 * Returns the scenarios in which all threads request the same name.
	 * @return the scenarios
	 */
	public static List<Scenario> contended() {
		return List.of(together("jvm-1x16", 1, 16, Duration.ZERO),
				together("jvm-1x16-1ms", 1, 16, Duration.ofMillis(1)), together("jvm-4x8", 4, 8, Duration.ZERO),
				together("jvm-4x8-1ms", 4, 8, Duration.ofMillis(1)));
	}

	/**
	 * Returns the scenarios with a growing number of JVMs.
	 * @return the scenarios, from few to many
	 */
	public static List<Scenario> growingInJvms() {
		return List.of(1, 2, 4, 8, 16).stream().map((jvms) -> scaling("scale-jvms", jvms, 2)).toList();
	}

	/**
	 * Returns the scenarios with a growing number of waiters.
	 * @return the scenarios, from few to many
	 */
	public static List<Scenario> growingInWaiters() {
		return List.of(1, 10, 100, 500).stream().map((threads) -> scaling("scale-waiters", 2, threads)).toList();
	}

	private static Scenario alone(String id, String title, List<Contestant> contestants, int threads, boolean virtual) {
		return new Scenario(id, title, contestants, 1,
				new Load(threads, virtual, true, id, Duration.ZERO, Integer.MAX_VALUE));
	}

	private static Scenario together(String id, int jvms, int threads, Duration section) {
		String title = ((jvms > 1) ? jvms + " JVMs x " : "One JVM, ") + threads + " threads, one name, "
				+ (section.isZero() ? "empty section" : section.toMillis() + " ms inside");
		return new Scenario(id, title, Contestant.ALL, jvms,
				new Load(threads, false, false, id, section, Integer.MAX_VALUE));
	}

	private static Scenario scaling(String id, int jvms, int threads) {
		String name = id + "-" + jvms + "x" + threads;
		return new Scenario(name, jvms + " JVMs x " + threads + " threads", THOSE_THAT_SCALE, jvms,
				new Load(threads, false, false, name, Duration.ZERO, Integer.MAX_VALUE));
	}

	/**
	 * Returns the number of threads of all JVMs.
	 * @return the number of threads
	 */
	public int threads() {
		return this.jvms * this.load.threads();
	}

}
