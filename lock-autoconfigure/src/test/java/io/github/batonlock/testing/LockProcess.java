package io.github.batonlock.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A JVM of its own that locks in a Redis, as {@link LockWorker} does it, and that may be
 * killed, stopped and continued. Commands are lines to its standard input, each answered
 * by a line that begins with the number of the command.
 */
public final class LockProcess implements AutoCloseable {

	private final Map<Long, CompletableFuture<String>> asked = new ConcurrentHashMap<>();

	private final AtomicLong numbers = new AtomicLong();

	private final Process process;

	private final PrintWriter commands;

	private LockProcess(Process process) {
		this.process = process;
		this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
		Thread reader = new Thread(this::readAnswers, "answers of " + process.pid());
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start a JVM. It may not be ready yet, but takes commands.
	 * @param redis where it locks
	 * @param prefix what its keys begin with
	 * @return the JVM, killed at the latest when this one exits
	 */
	public static LockProcess start(RedisServer redis, String prefix) {
		return start(redis.host(), redis.port(), prefix);
	}

	/**
	 * Start a JVM that reaches a Redis through a proxy.
	 * @param proxy where it locks
	 * @param prefix what its keys begin with
	 * @return the JVM, killed at the latest when this one exits
	 */
	public static LockProcess start(TcpProxy proxy, String prefix) {
		return start("127.0.0.1", proxy.port(), prefix);
	}

	private static LockProcess start(String host, int port, String prefix) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx200m", LockWorker.class.getName(), host,
				String.valueOf(port), prefix);
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		Path log = TemporaryDirectory.get().resolve("worker-" + System.nanoTime() + ".log");
		try {
			Process process = builder.redirectError(log.toFile()).start();
			TemporaryDirectory.killAtExit(process);
			return new LockProcess(process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send a command to be answered some time.
	 * @param command the command, see {@link LockWorker}
	 * @return the answer, or an error if the JVM has ended
	 */
	public CompletableFuture<String> send(String command) {
		long number = this.numbers.incrementAndGet();
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.asked.put(number, answer);
		this.commands.println(number + " " + command);
		if (!this.process.isAlive()) {
			answer.completeExceptionally(new IllegalStateException(this + " has ended"));
		}
		return answer;
	}

	/**
	 * Send a command and await the answer.
	 * @param command the command, see {@link LockWorker}
	 * @return the answer
	 */
	public String call(String command) {
		return send(command).orTimeout(30, TimeUnit.SECONDS).join();
	}

	/**
	 * Whether it has not been killed.
	 * @return whether it is alive
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Kill the JVM as {@code kill -9} does.
	 */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * Make the JVM stand still, as a stopped or swapping machine does.
	 */
	public void pause() {
		Signals.send(this.process, "STOP");
	}

	/**
	 * End a {@link #pause()}.
	 */
	public void resume() {
		Signals.send(this.process, "CONT");
	}

	@Override
	public void close() {
		kill();
	}

	private void readAnswers() {
		try (BufferedReader answers = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = answers.readLine(); line != null; line = answers.readLine()) {
				int space = line.indexOf(' ');
				this.asked.remove(Long.valueOf(line.substring(0, space))).complete(line.substring(space + 1));
			}
		}
		catch (IOException ex) {
			// killed: told below
		}
		this.asked.values()
			.forEach((answer) -> answer.completeExceptionally(new IllegalStateException(this + " has ended")));
	}

	@Override
	public String toString() {
		return "JVM " + this.process.pid();
	}

}
