package io.github.batonlock.benchmarks.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The record of one thread: for each cycle, the instants when it requested the lock,
 * acquired it, and was about to release it. Instants are readings of the monotonic clock
 * of the machine ({@link System#nanoTime()}), which all its JVMs share.
 */
public final class Trace {

	private static final int FIELDS = 3;

	private long[] instants = new long[FIELDS * 1024];

	private int cycles;

	void add(long asked, long entered, long left) {
		int position = this.cycles * FIELDS;
		if (position == this.instants.length) {
			this.instants = Arrays.copyOf(this.instants, position * 2);
		}
		this.instants[position] = asked;
		this.instants[position + 1] = entered;
		this.instants[position + 2] = left;
		this.cycles++;
	}

	/**
	 * Returns how often the thread held the lock.
	 * @return number of cycles
	 */
	public int cycles() {
		return this.cycles;
	}

	/**
	 * Returns when the thread began to wait.
	 * @param cycle number of the cycle, from zero
	 * @return nanoseconds
	 */
	public long asked(int cycle) {
		return this.instants[cycle * FIELDS];
	}

	/**
	 * Returns when the thread acquired the lock.
	 * @param cycle number of the cycle, from zero
	 * @return nanoseconds
	 */
	public long entered(int cycle) {
		return this.instants[cycle * FIELDS + 1];
	}

	/**
	 * Returns when the thread was about to release the lock.
	 * @param cycle number of the cycle, from zero
	 * @return nanoseconds
	 */
	public long left(int cycle) {
		return this.instants[cycle * FIELDS + 2];
	}

	static void write(List<Trace> traces, Path file) throws IOException {
		try (DataOutputStream output = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
			output.writeInt(traces.size());
			for (Trace trace : traces) {
				output.writeInt(trace.cycles);
				for (int i = 0; i < trace.cycles * FIELDS; i++) {
					output.writeLong(trace.instants[i]);
				}
			}
		}
	}

	/**
	 * Reads the file of a worker.
	 * @param file the file that the worker has written
	 * @return a trace for each of its threads
	 * @throws IOException if there is no such file
	 */
	public static List<Trace> read(Path file) throws IOException {
		List<Trace> traces = new ArrayList<>();
		try (DataInputStream input = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
			for (int threads = input.readInt(); threads > 0; threads--) {
				Trace trace = new Trace();
				for (int cycles = input.readInt(); cycles > 0; cycles--) {
					trace.add(input.readLong(), input.readLong(), input.readLong());
				}
				traces.add(trace);
			}
		}
		return traces;
	}

}
