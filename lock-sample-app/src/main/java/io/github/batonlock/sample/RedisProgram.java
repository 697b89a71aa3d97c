package io.github.batonlock.sample;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

import org.springframework.util.FileSystemUtils;

/**
 * The Redis server in the embedded-redis jar.
 */
final class RedisProgram {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private RedisProgram() {
	}

	/**
	 * Starts a server that outlives this process and keeps nothing on disk.
	 * @param ready whether a server answers, which may be one that another process has
	 * started
	 * @throws IllegalStateException if none does
	 */
	static void start(String host, int port, BooleanSupplier ready) {
		try {
			Path directory = Files.createTempDirectory("baton-redis-");
			try {
				run(directory, host, port);
				await(ready, host + ":" + port, directory.resolve("log"));
			}
			finally {
				FileSystemUtils.deleteRecursively(directory);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("Redis cannot be started: " + ex.getMessage(), ex);
		}
	}

	private static void run(Path directory, String host, int port) throws IOException {
		Path program = directory.resolve("redis-server");
		try (InputStream content = open(System.getProperty("os.name"), System.getProperty("os.arch"))) {
			Files.copy(content, program);
		}
		program.toFile().setExecutable(true);
		// a daemon, because Ctrl-C would end a child process together with this one
		new ProcessBuilder(List.of(program.toString(), "--port", String.valueOf(port), "--bind", host, "--save", "",
				"--appendonly", "no", "--daemonize", "yes", "--dir", directory.toString(), "--logfile", "log"))
			.redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD)
			.start();
	}

	static InputStream open(String system, String architecture) {
		String name = system.toLowerCase(Locale.ROOT).replace("mac os x", "darwin") + "-" + switch (architecture) {
			case "amd64", "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			default -> architecture;
		};
		InputStream content = RedisProgram.class.getResourceAsStream("/redis-server-7.0.15-" + name);
		if (content == null) {
			throw new IllegalStateException("The sample brings a Redis for Linux and macOS, but none for " + name
					+ ". Start one and set its host");
		}
		return content;
	}

	private static void await(BooleanSupplier ready, String address, Path log) throws IOException {
		long begin = System.nanoTime();
		while (!ready.getAsBoolean()) {
			if (System.nanoTime() - begin > PATIENCE.toNanos()) {
				throw new IllegalStateException("No Redis answers on " + address + ", and none can be started there: "
						+ (Files.exists(log) ? Files.readString(log) : "it wrote no log"));
			}
			pause();
		}
	}

	private static void pause() {
		try {
			Thread.sleep(20);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while Redis starts", ex);
		}
	}

}
