package io.github.batonlock.benchmarks.aspect;

import java.util.List;
import java.util.Objects;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the {@link AspectBenchmark}.
 *
 * @param method the benchmark method
 * @param nanos time of a call
 * @param bytes memory that a call allocates
 */
public record AspectCost(String method, double nanos, double bytes) {

	/**
	 * Measures the time of calls.
	 * @param forks number of JVMs, zero for this one
	 * @param iterations number of iterations
	 * @param millis duration of an iteration
	 * @return the cost of each method
	 * @throws RunnerException if the benchmark cannot run
	 */
	public static List<AspectCost> measure(int forks, int iterations, long millis) throws RunnerException {
		return run(options(forks).warmupIterations(iterations)
			.warmupTime(TimeValue.milliseconds(millis))
			.measurementIterations(iterations)
			.measurementTime(TimeValue.milliseconds(millis)));
	}

	/**
	 * Counts the allocations of calls in a separate JVM. The number of calls before and
	 * during the measurement is fixed, so it does not depend on the load of the machine.
	 * @param calls number of calls, sufficient for the compiler
	 * @return the cost of each method
	 * @throws RunnerException if the benchmark cannot run
	 */
	public static List<AspectCost> count(int calls) throws RunnerException {
		return run(options(1).mode(Mode.SingleShotTime)
			.warmupIterations(4)
			.warmupBatchSize(calls)
			.measurementIterations(4)
			.measurementBatchSize(calls)).stream()
			.map((all) -> new AspectCost(all.method(), all.nanos() / calls, all.bytes() / calls))
			.toList();
	}

	private static ChainedOptionsBuilder options(int forks) {
		return new OptionsBuilder().include(AspectBenchmark.class.getName())
			.addProfiler(GCProfiler.class)
			.forks(forks)
			// compiled at once, regardless of other load: allocations depend on it
			.jvmArgsAppend("-Xbatch");
	}

	private static List<AspectCost> run(ChainedOptionsBuilder options) throws RunnerException {
		return new Runner(options.build()).run().stream().map(AspectCost::of).toList();
	}

	private static AspectCost of(RunResult result) {
		Result<?> bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
		return new AspectCost(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore(),
				bytes.getScore());
	}

}
