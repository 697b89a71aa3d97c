package io.github.batonlock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/**
 * A Redis for tests: one that runs somewhere, or a process or container of our own that
 * may be killed, stopped, continued and restarted on the same port. Whatever is still
 * running when the JVM exits is killed.
 */
public final class RedisServer implements AutoCloseable {

	private final String host;

	private final int port;

	private final Supplier<ServerRun> start;

	private @Nullable ServerRun run;

	private boolean shared;

	private RedisServer(String host, int port, Supplier<ServerRun> start) {
		this.host = host;
		this.port = port;
		this.start = start;
	}

	/**
	 * A server that somebody else has started.
	 * @param address host and port with a colon between them
	 * @return the server, checked to be there
	 */
	public static RedisServer at(String address) {
		int colon = address.lastIndexOf(':');
		RedisServer server = new RedisServer(address.substring(0, colon),
				Integer.parseInt(address.substring(colon + 1)), () -> {
					throw new IllegalStateException("Somebody else has started " + address);
				});
		server.awaitReady();
		return server;
	}

	/**
	 * Start a server on a free port of the loopback interface, without persistence.
	 * @param arguments further arguments, as on the command line
	 * @return the server, ready for commands
	 */
	public static RedisServer start(String... arguments) {
		RedisServer server = notStarted(arguments);
		server.start();
		return server;
	}

	/**
	 * Start a server on a free port of the loopback interface that remembers, after a
	 * kill and a restart, all that it has answered.
	 * @return the server, ready for commands
	 */
	public static RedisServer startDurable() {
		int port = freePort();
		return startAt(port, "--appendonly", "yes", "--appendfsync", "no", "--appenddirname", "appendonly-" + port);
	}

	/**
	 * A server that is down and can be started by {@link #restart()}.
	 * @param arguments further arguments, as on the command line
	 * @return the server, its port is free
	 */
	public static RedisServer notStarted(String... arguments) {
		return ofProcess(freePort(), arguments);
	}

	/**
	 * Start a server on a port of the loopback interface, without persistence.
	 * @param port the port
	 * @param arguments further arguments, as on the command line; a configuration file
	 * may come first
	 * @return the server, ready for commands
	 */
	static RedisServer startAt(int port, String... arguments) {
		RedisServer server = ofProcess(port, arguments);
		server.start();
		return server;
	}

	/**
	 * Start a server in a container, on a free port of the loopback interface, without
	 * persistence.
	 * @param image its image
	 * @param arguments further arguments, as on the command line
	 * @return the server, ready for commands
	 */
	static RedisServer startContainer(String image, String... arguments) {
		RedisServer server = ofContainer(image, arguments);
		server.start();
		return server;
	}

	/**
	 * A server in a container that is down and can be started by {@link #restart()}.
	 * @param image its image
	 * @param arguments further arguments, as on the command line
	 * @return the server, its port is free
	 */
	static RedisServer ofContainer(String image, String... arguments) {
		int port = freePort();
		return new RedisServer("127.0.0.1", port, () -> ContainerRun.start(image, port, withoutPersistence(arguments)));
	}

	private static RedisServer ofProcess(int port, String... arguments) {
		return new RedisServer("127.0.0.1", port, () -> ProcessRun.start(port, withoutPersistence(arguments)));
	}

	private static List<String> withoutPersistence(String... arguments) {
		return Stream.concat(Stream.of(arguments), Stream.of("--save", "")).toList();
	}

	/**
	 * Make this the server of all tests, which none of them may break or close.
	 * @return this
	 */
	RedisServer share() {
		this.shared = true;
		return this;
	}

	/**
	 * Host of the server.
	 * @return the host
	 */
	public String host() {
		return this.host;
	}

	/**
	 * Port of the server.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Address for Spring Data.
	 * @return a new configuration
	 */
	public RedisStandaloneConfiguration configuration() {
		return new RedisStandaloneConfiguration(this.host, this.port);
	}

	/**
	 * Whether a server of our own has been started and not been killed.
	 * @return whether it runs
	 */
	public boolean isUp() {
		return this.run != null;
	}

	/**
	 * Process id of a server of our own.
	 * @return the process id
	 */
	public long pid() {
		return running().pid();
	}

	/**
	 * Send one command on a connection of its own.
	 * @param words the command
	 * @return the reply: String, Long, List or null
	 */
	public @Nullable Object command(String... words) {
		try (RespConnection connection = new RespConnection(this.host, this.port)) {
			return connection.command(words);
		}
	}

	/**
	 * Kill the server as {@code kill -9} does: it forgets everything, unless it is a
	 * durable one.
	 */
	public void kill() {
		running().kill();
		this.run = null;
	}

	/**
	 * Make the server hang: connections stay, nothing is answered.
	 */
	public void pause() {
		running().pause();
	}

	/**
	 * End a {@link #pause()}.
	 */
	public void resume() {
		running().resume();
	}

	/**
	 * Start again on the same port, empty unless it is a durable one; killed before if it
	 * is running.
	 */
	public void restart() {
		if (this.run != null) {
			kill();
		}
		start();
	}

	/**
	 * Kill the server, unless it is down already or the one that all tests share.
	 */
	@Override
	public void close() {
		if (this.run != null && !this.shared) {
			kill();
		}
	}

	private void start() {
		ServerRun run = this.start.get();
		this.run = run;
		try {
			awaitReady();
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("No Redis started on port " + this.port + ": " + run.log(), ex);
		}
	}

	private void awaitReady() {
		Awaitility.await("Redis on " + this.host + ":" + this.port)
			.pollInterval(Duration.ofMillis(10))
			.failFast(() -> this.run != null && !this.run.isAlive())
			.ignoreExceptions()
			.until(() -> "PONG".equals(command("PING")));
	}

	private ServerRun running() {
		if (this.shared || this.run == null) {
			throw new IllegalStateException("The Redis on port " + this.port
					+ " is shared by all tests, or down: a test that breaks it uses RedisServer.start()");
		}
		return this.run;
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
