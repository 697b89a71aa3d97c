package io.github.batonlock.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a test of the server's behaviour runs on: the Redis that all tests use, or a
 * container. There is one for each image that the environment variable
 * {@code BATON_TEST_IMAGES} names. Such an image is needed: where it does not start, what
 * runs on it fails.
 */
public final class ServerKind {

	/** The Redis that all tests use. */
	public static final ServerKind USUAL = new ServerKind(null);

	private static final String VARIABLE = "BATON_TEST_IMAGES";

	private final @Nullable String image;

	private @Nullable RedisServer shared;

	private ServerKind(@Nullable String image) {
		this.image = image;
	}

	/**
	 * All that tests of the server's behaviour run on, each seen to work.
	 * @return the kinds of servers
	 */
	public static Stream<ServerKind> all() {
		return Known.ALL.stream();
	}

	/**
	 * Image of its containers.
	 * @return the name of the image, or {@code null} where it is no container
	 */
	public @Nullable String image() {
		return this.image;
	}

	/**
	 * Start a server.
	 * @param arguments further arguments, as on the command line
	 * @return the server, ready for commands
	 */
	public RedisServer start(String... arguments) {
		return (this.image != null) ? RedisServer.startContainer(this.image, arguments) : RedisServer.start(arguments);
	}

	/**
	 * A server that is down and can be started by {@link RedisServer#restart()}.
	 * @param arguments further arguments, as on the command line
	 * @return the server, its port is free
	 */
	public RedisServer notStarted(String... arguments) {
		return (this.image != null) ? RedisServer.ofContainer(this.image, arguments)
				: RedisServer.notStarted(arguments);
	}

	/**
	 * The server of this kind that all ordinary tests of a JVM share.
	 * @return the server, which no test may break or close
	 */
	public synchronized RedisServer shared() {
		RedisServer server = this.shared;
		if (server == null) {
			server = (this.image != null) ? start().share() : RedisExtension.shared();
			this.shared = server;
		}
		return server;
	}

	@Override
	public String toString() {
		return Objects.requireNonNullElse(this.image, "no container");
	}

	private String version() {
		String info = String.valueOf(shared().command("INFO", "server"));
		return info.lines()
			.filter((line) -> line.matches("(redis|valkey)_version:.*"))
			.reduce((redis, valkey) -> valkey)
			.orElseThrow()
			.replace("_version:", " ");
	}

	private static final class Known {

		static final List<ServerKind> ALL = find();

		private static List<ServerKind> find() {
			String images = Objects.requireNonNullElse(System.getenv(VARIABLE), "");
			Stream<ServerKind> containers = Arrays.stream(images.split(",", -1))
				.map(String::strip)
				.filter((image) -> !image.isEmpty())
				.map(ServerKind::new);
			List<ServerKind> all = Stream.concat(Stream.of(USUAL), containers).toList();
			System.out.println("Servers of the tests: "
					+ all.stream().map((kind) -> kind.version() + " (" + kind + ")").collect(Collectors.joining(", ")));
			return all;
		}

	}

}
