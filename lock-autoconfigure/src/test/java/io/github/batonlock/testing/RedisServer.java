package io.github.batonlock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/**
 * A Redis for tests: one that runs somewhere, or a process of our own that may be killed,
 * stopped, continued and restarted on the same port. Whatever is still running when the
 * JVM exits is killed.
 */
public final class RedisServer implements AutoCloseable {

	private final String host;

	private final int port;

	private final List<String> arguments;

	private @Nullable Process process;

	private boolean shared;

	private RedisServer(String host, int port, List<String> arguments) {
		this.host = host;
		this.port = port;
		this.arguments = arguments;
	}

	/**
	 * A server that somebody else has started.
	 * @param address host and port with a colon between them
	 * @return the server, checked to be there
	 */
	static RedisServer at(String address) {
		int colon = address.lastIndexOf(':');
		RedisServer server = new RedisServer(address.substring(0, colon),
				Integer.parseInt(address.substring(colon + 1)), List.of());
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
		return new RedisServer("127.0.0.1", freePort(), List.of(arguments));
	}

	/**
	 * Start a server on a port of the loopback interface, without persistence.
	 * @param port the port
	 * @param arguments further arguments, as on the command line; a configuration file
	 * may come first
	 * @return the server, ready for commands
	 */
	static RedisServer startAt(int port, String... arguments) {
		RedisServer server = new RedisServer("127.0.0.1", port, List.of(arguments));
		server.start();
		return server;
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
		return this.process != null;
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
		Process process = running();
		process.destroyForcibly();
		Signals.awaitExit(process);
		this.process = null;
	}

	/**
	 * Make the server hang: connections stay, nothing is answered.
	 */
	public void pause() {
		Signals.send(running(), "STOP");
	}

	/**
	 * End a {@link #pause()}.
	 */
	public void resume() {
		Signals.send(running(), "CONT");
	}

	/**
	 * Start again on the same port, empty unless it is a durable one; killed before if it
	 * is running.
	 */
	public void restart() {
		if (this.process != null) {
			kill();
		}
		start();
	}

	/**
	 * Kill the server, unless it is down already or the one that all tests share.
	 */
	@Override
	public void close() {
		if (this.process != null && !this.shared) {
			kill();
		}
	}

	private void start() {
		Path directory = TemporaryDirectory.get();
		Path log = directory.resolve("redis-" + this.port + ".log");
		List<String> command = new ArrayList<>(List.of(RedisBinary.in(directory).toString()));
		command.addAll(this.arguments);
		command.addAll(List.of("--port", String.valueOf(this.port), "--bind", this.host, "--save", ""));
		try {
			Process process = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			this.process = process;
			TemporaryDirectory.killAtExit(process);
			awaitReady();
		}
		catch (IOException | RuntimeException ex) {
			throw new IllegalStateException("No Redis started by " + command + ": " + content(log), ex);
		}
	}

	private void awaitReady() {
		Awaitility.await("Redis on " + this.host + ":" + this.port)
			.pollInterval(Duration.ofMillis(10))
			.failFast(() -> this.process != null && !this.process.isAlive())
			.ignoreExceptions()
			.until(() -> "PONG".equals(command("PING")));
	}

	private Process running() {
		if (this.shared || this.process == null) {
			throw new IllegalStateException("The Redis on port " + this.port
					+ " is shared by all tests, or down: a test that breaks it uses RedisServer.start()");
		}
		return this.process;
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

	private static String content(Path log) {
		try {
			return Files.readString(log, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return "no log";
		}
	}

}
