package io.github.batonlock.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Finds the server program: named by the environment variable
 * {@code BATON_TEST_REDIS_BINARY}, else unpacked from the embedded-redis jar.
 */
final class RedisBinary {

	static final String VARIABLE = "BATON_TEST_REDIS_BINARY";

	private RedisBinary() {
	}

	/**
	 * The program to start.
	 * @param directory where it is unpacked to, if it has to be
	 * @return path of the program
	 */
	static Path in(Path directory) {
		String given = System.getenv(VARIABLE);
		if (given != null && !given.isBlank()) {
			return Path.of(given);
		}
		Path program = directory.resolve("redis-server");
		if (!Files.exists(program)) {
			unpack(program);
		}
		return program;
	}

	private static void unpack(Path program) {
		String resource = "redis-server-7.0.15-" + platform();
		try (InputStream content = RedisBinary.class.getClassLoader().getResourceAsStream(resource)) {
			if (content == null) {
				throw new IllegalStateException("No " + resource + " on the class path: set " + VARIABLE
						+ " to a redis-server program, or BATON_TEST_REDIS to the host:port of a running server");
			}
			Files.copy(content, program);
			if (!program.toFile().setExecutable(true)) {
				throw new IllegalStateException("Cannot make " + program + " executable");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String platform() {
		String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
		return switch (System.getProperty("os.arch")) {
			case "amd64", "x86_64" -> system + "-amd64";
			case "aarch64", "arm64" -> system + "-arm64";
			default -> system + "-" + System.getProperty("os.arch");
		};
	}

}
