package io.github.batonlock.benchmarks.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.worker.Worker;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.Signals;

/**
 * A JVM that runs a {@link Worker}.
 */
final class WorkerProcess implements AutoCloseable {

	private final Process process;

	private final PrintWriter commands;

	private final BufferedReader answers;

	private WorkerProcess(Process process) {
		this.process = process;
		this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
	}

	static WorkerProcess start(Contestant contestant, RedisServer redis) {
		List<String> command = new ArrayList<>(List
			.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx512m"));
		command.addAll(List.of(Worker.class.getName(), contestant.name(), redis.host(), String.valueOf(redis.port())));
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		try {
			return new WorkerProcess(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void send(String command) {
		this.commands.println(command);
	}

	String answer() {
		try {
			String answer = this.answers.readLine();
			if (answer == null) {
				throw new IllegalStateException("Worker " + this.process.pid() + " has ended");
			}
			return answer;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String call(String command) {
		send(command);
		return answer();
	}

	/**
	 * Suspends the process, so that it does not affect the others.
	 */
	void pause() {
		Signals.send(this.process, "STOP");
	}

	void resume() {
		Signals.send(this.process, "CONT");
	}

	@Override
	public void close() {
		resume();
		this.process.destroy();
		this.process.onExit().join();
	}

}
