package io.github.batonlock.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server as a process on the loopback interface, killed when the JVM exits.
 */
final class ProcessRun implements ServerRun {

	private final Process process;

	private final Path log;

	private ProcessRun(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	static ProcessRun start(int port, List<String> arguments) {
		Path directory = TemporaryDirectory.get();
		Path log = directory.resolve("redis-" + port + ".log");
		List<String> command = new ArrayList<>(List.of(RedisBinary.in(directory).toString()));
		command.addAll(arguments);
		command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
		try {
			Process process = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			TemporaryDirectory.killAtExit(process);
			return new ProcessRun(process, log);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot run " + command, ex);
		}
	}

	@Override
	public boolean isAlive() {
		return this.process.isAlive();
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public void kill() {
		this.process.destroyForcibly();
		Signals.awaitExit(this.process);
	}

	@Override
	public void pause() {
		Signals.send(this.process, "STOP");
	}

	@Override
	public void resume() {
		Signals.send(this.process, "CONT");
	}

	@Override
	public String log() {
		try {
			return Files.readString(this.log, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return "no log";
		}
	}

}
