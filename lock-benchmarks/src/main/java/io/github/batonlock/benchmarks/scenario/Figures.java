package io.github.batonlock.benchmarks.scenario;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The results of one run, or the medians of several runs.
 *
 * @param cycles number of acquisitions
 * @param rate cycles per second
 * @param requests commands sent by clients, per cycle
 * @param scripts scripts run, per cycle
 * @param messages messages published, per cycle
 * @param bytes bytes to and from the Redis, per cycle
 * @param clientMicros CPU of all clients, per cycle
 * @param serverMicros CPU of the Redis, per cycle
 * @param scriptMicros time of one script in the Redis
 * @param handOverShare hand-overs to another JVM, per cycle
 * @param handOverP50 median of the hand-over to a waiting thread of another JVM, in
 * microseconds
 * @param handOverP99 its 99th percentile
 * @param idleMicros how long the lock had no holder, per cycle
 * @param jainThreads Jain's index over all threads
 * @param jainJvms Jain's index over JVMs
 * @param longestWait longest wait in milliseconds
 * @param rounds longest wait as a multiple of a full round
 * @param queue maximum number of acquisitions while one thread waited, as a multiple of
 * all threads
 * @param violations how often there were two holders at once
 */
public record Figures(double cycles, double rate, double requests, double scripts, double messages, double bytes,
		double clientMicros, double serverMicros, double scriptMicros, double handOverShare, double handOverP50,
		double handOverP99, double idleMicros, double jainThreads, double jainJvms, double longestWait, double rounds,
		double queue, double violations) {

	static Figures medians(List<Figures> runs) {
		return new Figures(median(runs, Figures::cycles), median(runs, Figures::rate), median(runs, Figures::requests),
				median(runs, Figures::scripts), median(runs, Figures::messages), median(runs, Figures::bytes),
				median(runs, Figures::clientMicros), median(runs, Figures::serverMicros),
				median(runs, Figures::scriptMicros), median(runs, Figures::handOverShare),
				median(runs, Figures::handOverP50), median(runs, Figures::handOverP99),
				median(runs, Figures::idleMicros), median(runs, Figures::jainThreads), median(runs, Figures::jainJvms),
				median(runs, Figures::longestWait), median(runs, Figures::rounds), median(runs, Figures::queue),
				runs.stream().mapToDouble(Figures::violations).sum());
	}

	private static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
		double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
