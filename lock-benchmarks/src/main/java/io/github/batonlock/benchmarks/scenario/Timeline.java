package io.github.batonlock.benchmarks.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import io.github.batonlock.benchmarks.worker.Trace;

/**
 * What all threads of all JVMs have lived through with one name, in the order in which
 * they were inside.
 */
final class Timeline {

	private final List<List<Trace>> traces;

	private final long from;

	private final long to;

	private final List<Long> handOvers = new ArrayList<>();

	private long violations;

	private long idle;

	private long changes;

	private long longestQueue;

	Timeline(List<List<Trace>> traces, long from, long to, boolean oneName) {
		this.traces = traces;
		this.from = from;
		this.to = to;
		if (oneName) {
			follow();
		}
	}

	private void follow() {
		PriorityQueue<Position> next = new PriorityQueue<>(Comparator.comparingLong(Position::entered));
		for (int jvm = 0; jvm < this.traces.size(); jvm++) {
			for (Trace trace : this.traces.get(jvm)) {
				add(next, new Position(jvm, trace, 0));
			}
		}
		long[] entered = new long[threads().mapToInt(Trace::cycles).sum()];
		int turns = 0;
		Position last = null;
		for (Position position = next.poll(); position != null; position = next.poll()) {
			if (last != null) {
				count(last, position);
			}
			last = position;
			int before = Arrays.binarySearch(entered, 0, turns, position.asked());
			this.longestQueue = Math.max(this.longestQueue, turns - ((before < 0) ? -1 - before : before));
			entered[turns++] = position.entered();
			add(next, new Position(position.jvm(), position.trace(), position.cycle() + 1));
		}
	}

	private static void add(PriorityQueue<Position> positions, Position position) {
		if (position.cycle() < position.trace().cycles()) {
			positions.add(position);
		}
	}

	private void count(Position last, Position next) {
		long gap = next.entered() - last.left();
		this.idle += gap;
		this.changes++;
		if (gap < 0) {
			this.violations++;
		}
		// Who asked only after the last one had left was not handed anything
		if (next.jvm() != last.jvm() && next.asked() < last.left()) {
			this.handOvers.add(gap);
		}
	}

	/**
	 * How often two were inside at once.
	 */
	long violations() {
		return this.violations;
	}

	/**
	 * All cycles, also those that ended after the time: what they cost is counted too.
	 */
	long cycles() {
		return threads().mapToLong(Trace::cycles).sum();
	}

	private long inTime(Trace trace) {
		int cycles = trace.cycles();
		while (cycles > 0 && trace.left(cycles - 1) - this.to > 0) {
			cycles--;
		}
		return cycles;
	}

	double cyclesPerSecond() {
		return threads().mapToLong(this::inTime).sum() * 1e9 / (this.to - this.from);
	}

	/**
	 * Hand-overs to another JVM, per change of the one who is inside.
	 */
	double handOverShare() {
		return (double) this.handOvers.size() / this.changes;
	}

	/**
	 * How long the lock belonged to nobody, or was on its way, from one to the next.
	 */
	double idleMicros() {
		return this.idle / 1e3 / this.changes;
	}

	/**
	 * From leaving in one JVM to being inside in another one that was waiting.
	 */
	double handOverMicros(double quantile) {
		long[] sorted = this.handOvers.stream().mapToLong(Long::longValue).sorted().toArray();
		return (sorted.length > 0) ? sorted[(int) (quantile * (sorted.length - 1))] / 1e3 : Double.NaN;
	}

	double longestWaitMillis() {
		return threads().mapToLong((trace) -> {
			long longest = 0;
			for (int i = 0; i < trace.cycles(); i++) {
				longest = Math.max(longest, trace.entered(i) - trace.asked(i));
			}
			return longest;
		}).max().orElse(0) / 1e6;
	}

	/**
	 * How many came in while one waited, at most, as a multiple of all threads.
	 */
	double longestQueue() {
		return (double) this.longestQueue / threads().count();
	}

	/**
	 * How long it takes on average until each thread has been inside once.
	 */
	double roundMillis() {
		return threads().count() * 1e3 / cyclesPerSecond();
	}

	double jainOverThreads() {
		return jain(threads().mapToDouble(this::inTime));
	}

	double jainOverJvms() {
		return jain(this.traces.stream().mapToDouble((jvm) -> jvm.stream().mapToLong(this::inTime).sum()));
	}

	/**
	 * Jain's index: 1 where all have the same share, 1/n where one has everything.
	 */
	static double jain(DoubleStream shares) {
		double[] all = shares.toArray();
		double sum = Arrays.stream(all).sum();
		return sum * sum / (all.length * Arrays.stream(all).map((share) -> share * share).sum());
	}

	private Stream<Trace> threads() {
		return this.traces.stream().flatMap(List::stream);
	}

	/**
	 * A cycle of a thread.
	 */
	private record Position(int jvm, Trace trace, int cycle) {

		long asked() {
			return this.trace.asked(this.cycle);
		}

		long entered() {
			return this.trace.entered(this.cycle);
		}

		long left() {
			return this.trace.left(this.cycle);
		}

	}

}
