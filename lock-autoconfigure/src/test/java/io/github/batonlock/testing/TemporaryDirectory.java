package io.github.batonlock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.util.FileSystemUtils;

/**
 * One directory per JVM for the servers that tests start; it and they are gone after the
 * JVM has exited.
 */
final class TemporaryDirectory {

	private static final Queue<Process> PROCESSES = new ConcurrentLinkedQueue<>();

	private static final Path PATH = create();

	private TemporaryDirectory() {
	}

	static Path get() {
		return PATH;
	}

	static void killAtExit(Process process) {
		PROCESSES.removeIf((ended) -> !ended.isAlive());
		PROCESSES.add(process);
	}

	private static Path create() {
		try {
			Path path = Files.createTempDirectory("baton-test-");
			Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(path)));
			return path;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void remove(Path path) {
		try {
			for (Process process : PROCESSES) {
				process.destroyForcibly().waitFor();
			}
			FileSystemUtils.deleteRecursively(path);
		}
		catch (IOException | InterruptedException ex) {
			System.err.println("Cannot remove " + path + ": " + ex);
		}
	}

}
