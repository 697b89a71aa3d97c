package io.github.batonlock.benchmarks.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.management.OperatingSystemMXBean;
import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.peer.Mutex;
import io.github.batonlock.benchmarks.peer.Peer;

/**
 * A JVM that locks with one contestant. It reads commands, one per line, and answers each
 * of them with one line.
 *
 * <pre>
 * run FROM TO FILE LOAD     nanoseconds of CPU: cycles between two instants, traces to the file
 * once THREADS COUNT NAME   bytes of heap left by COUNT names, each used once
 * hold COUNT NAME           held: one thread holds COUNT names, until released
 * release                   released
 * wait COUNT NAME           waiting: COUNT threads that request the same name once
 * joined                    joined: when the waiting threads have held the lock
 * status                    nanoseconds of CPU until now, number of threads
 * ping COUNT                nanoseconds of a round trip: median, 99th percentile
 * </pre>
 */
public final class Worker {

	private final Peer peer;

	private final PingProbe ping;

	private final List<Thread> waiting = new ArrayList<>();

	private final ExecutorService holder = Executors.newSingleThreadExecutor();

	private final List<Mutex> held = new ArrayList<>();

	private Worker(Contestant contestant, String host, int port) {
		this.peer = contestant.connect(host, port);
		this.ping = new PingProbe(host, port);
	}

	/**
	 * Executes the commands from standard input, until its end.
	 * @param args contestant, host, and port
	 * @throws Exception if a command fails
	 */
	public static void main(String[] args) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		Worker worker = new Worker(Contestant.valueOf(args[0]), args[1], Integer.parseInt(args[2]));
		answers.println("ready");
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			answers.println(worker.answer(line.split(" ", -1)));
		}
		System.exit(0);
	}

	private String answer(String[] words) throws Exception {
		return switch (words[0]) {
			case "run" -> run(Long.parseLong(words[1]), Long.parseLong(words[2]), Path.of(words[3]), Load.of(words, 4));
			case "once" ->
				new NamesUsedOnce(this.peer, words[3]).run(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
			case "hold" -> this.holder.submit(() -> hold(Integer.parseInt(words[1]), words[2])).get();
			case "release" -> this.holder.submit(this::release).get();
			case "wait" -> await(Integer.parseInt(words[1]), words[2]);
			case "joined" -> joined();
			case "status" -> cpu() + " " + ManagementFactory.getThreadMXBean().getThreadCount();
			case "ping" -> this.ping.run(Integer.parseInt(words[1]));
			default -> throw new IllegalArgumentException(words[0]);
		};
	}

	private String run(long from, long to, Path file, Load load) throws InterruptedException, IOException {
		List<CycleThread> threads = new ArrayList<>();
		for (int i = 0; i < load.threads(); i++) {
			threads.add(new CycleThread(this.peer.mutex(load.nameOf(i)), load, from, to));
		}
		long before = cpu();
		Threads.run(threads, load.virtual());
		long after = cpu();
		Trace.write(threads.stream().map(CycleThread::trace).toList(), file);
		return String.valueOf(after - before);
	}

	private String hold(int count, String name) {
		for (int i = 0; i < count; i++) {
			Mutex mutex = this.peer.mutex(name + i);
			mutex.lock();
			this.held.add(mutex);
		}
		return "held";
	}

	private String release() {
		this.held.forEach(Mutex::unlock);
		this.held.clear();
		return "released";
	}

	private String await(int count, String name) {
		for (int i = 0; i < count; i++) {
			this.waiting.add(Threads.startPlatform(() -> {
				Mutex mutex = this.peer.mutex(name);
				mutex.lock();
				mutex.unlock();
			}));
		}
		return "waiting";
	}

	private String joined() throws InterruptedException {
		for (Thread thread : this.waiting) {
			thread.join();
		}
		this.waiting.clear();
		return "joined";
	}

	private static long cpu() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

}
