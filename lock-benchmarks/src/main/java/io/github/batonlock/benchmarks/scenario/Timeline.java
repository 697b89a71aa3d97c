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
 * The cycles of all threads of all JVMs with one name, in the order of the acquisitions.
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
		// a thread that requested the lock after the last release is no hand-over
		if (next.jvm() != last.jvm() && next.asked() < last.left()) {
			this.handOvers.add(gap);
		}
	}

	/**
	 * Returns how often there were two holders at once.
	 */
	long violations() {
		return this.violations;
	}

	/**
	 * Returns the number of all cycles, including those that ended after the time,
	 * because their cost is counted.
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
	 * Returns the share of hand-overs to another JVM in all changes of the holder.
	 */
	double handOverShare() {
		return (double) this.handOvers.size() / this.changes;
	}

	/**
	 * Returns how long the lock was free or on its way from one holder to the next.
	 */
	double idleMicros() {
		return this.idle / 1e3 / this.changes;
	}

	/**
	 * Returns the time from a release in one JVM to the acquisition in another JVM that
	 * was waiting.
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
	 * Returns the maximum number of acquisitions while one thread waited, as a multiple
	 * of all threads.
	 */
	double longestQueue() {
		return (double) this.longestQueue / threads().count();
	}

	/**
	 * Returns the average time until each thread has held the lock once.
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
	 * Returns Jain's index: 1 if all have the same share, 1/n if one has everything.
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
