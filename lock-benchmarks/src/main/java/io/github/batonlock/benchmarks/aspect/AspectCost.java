package io.github.batonlock.benchmarks.aspect;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the {@link AspectBenchmark}.
 *
 * @param method which of its methods
 * @param nanos time of a call
 * @param bytes what a call allocates
 */
public record AspectCost(String method, double nanos, double bytes) {

	/**
	 * Measure.
	 * @param forks how many JVMs, zero for this one
	 * @param iterations how often
	 * @param millis how long each time
	 * @return what each method costs
	 * @throws RunnerException if it cannot run
	 */
	public static List<AspectCost> measure(int forks, int iterations, long millis) throws RunnerException {
		Collection<RunResult> results = new Runner(new OptionsBuilder().include(AspectBenchmark.class.getName())
			.addProfiler(GCProfiler.class)
			.forks(forks)
			// compiled at once, however busy the machine is: what is allocated depends on
			// that
			.jvmArgsAppend("-Xbatch")
			.warmupIterations(iterations)
			.warmupTime(TimeValue.milliseconds(millis))
			.measurementIterations(iterations)
			.measurementTime(TimeValue.milliseconds(millis))
			.build()).run();
		return results.stream().map(AspectCost::of).toList();
	}

	private static AspectCost of(RunResult result) {
		Result<?> bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
		return new AspectCost(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore(),
				bytes.getScore());
	}

}
