package io.github.batonlock.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.core.script.DigestUtils;

/**
 * A way to a Redis that understands commands, and makes of that Redis one that allows
 * less. What it refuses it replaces by a script that answers the error, so all answers
 * keep their order. Scripts it gives another beginning, which may redefine what they
 * call; their digests change by that, which clients do not notice.
 */
public final class RespProxy implements AutoCloseable {

	private static final Set<String> BY_TEXT = Set.of("EVAL", "EVAL_RO");

	private final Executor threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "resp-proxy");
		thread.setDaemon(true);
		return thread;
	});

	/** Digests of scripts as the server knows them, by those that clients know. */
	private final Map<String, String> digests = new ConcurrentHashMap<>();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final RedisServer server;

	private final Limits limits;

	private final ServerSocket door;

	/**
	 * Open a way.
	 * @param server where it leads
	 * @param limits what is allowed
	 */
	public RespProxy(RedisServer server, Limits limits) {
		this.server = server;
		this.limits = limits;
		try {
			this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	/**
	 * Address for Spring Data.
	 * @return a new configuration
	 */
	public RedisStandaloneConfiguration configuration() {
		return new RedisStandaloneConfiguration("127.0.0.1", this.door.getLocalPort());
	}

	/**
	 * Cut all connections.
	 */
	public void cut() {
		this.sockets.forEach(RespProxy::close);
		this.sockets.clear();
	}

	@Override
	public void close() {
		try {
			this.door.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
	}

	private void accept() {
		while (!this.door.isClosed()) {
			try {
				connect(this.door.accept());
			}
			catch (IOException ex) {
				// closed
			}
		}
	}

	private void connect(Socket client) throws IOException {
		Socket target = new Socket(this.server.host(), this.server.port());
		for (Socket socket : List.of(client, target)) {
			socket.setTcpNoDelay(true);
			this.sockets.add(socket);
		}
		this.threads.execute(() -> pump(client, target, () -> requests(client, target)));
		this.threads
			.execute(() -> pump(client, target, () -> target.getInputStream().transferTo(client.getOutputStream())));
	}

	private void pump(Socket client, Socket target, Pump pump) {
		try {
			pump.run();
		}
		catch (IOException ex) {
			// cut
		}
		close(client);
		close(target);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// is closed
		}
	}

	private void requests(Socket client, Socket target) throws IOException {
		InputStream input = new BufferedInputStream(client.getInputStream());
		OutputStream output = target.getOutputStream();
		for (List<byte[]> command = read(input); command != null; command = read(input)) {
			output.write(write(allowed(command)));
		}
	}

	private List<byte[]> allowed(List<byte[]> command) {
		String name = text(command.get(0)).toUpperCase(Locale.ROOT);
		String refusal = this.limits.refuses(name);
		if (refusal == null && BY_TEXT.contains(name)) {
			refusal = this.limits.refusesScript(text(command.get(1)));
		}
		if (refusal != null) {
			return List.of(bytes("EVAL"), bytes("return redis.error_reply(ARGV[1])"), bytes("0"), bytes(refusal));
		}
		List<byte[]> changed = new ArrayList<>(command);
		if (BY_TEXT.contains(name)) {
			String text = text(command.get(1));
			String begun = this.limits.prelude() + text;
			this.digests.put(DigestUtils.sha1DigestAsHex(text), DigestUtils.sha1DigestAsHex(begun));
			changed.set(1, bytes(begun));
		}
		else if (name.equals("EVALSHA")) {
			String digest = text(command.get(1));
			changed.set(1, bytes(this.digests.getOrDefault(digest, digest)));
		}
		return changed;
	}

	private static @Nullable List<byte[]> read(InputStream input) throws IOException {
		int type = input.read();
		if (type < 0) {
			return null;
		}
		if (type != '*') {
			throw new IOException("No command begins with " + (char) type);
		}
		List<byte[]> words = new ArrayList<>();
		for (int count = number(input); count > 0; count--) {
			input.skipNBytes(1);
			words.add(input.readNBytes(number(input)));
			input.skipNBytes(2);
		}
		return words;
	}

	private static int number(InputStream input) throws IOException {
		StringBuilder digits = new StringBuilder();
		for (int next = input.read(); next != '\r'; next = input.read()) {
			if (next < 0) {
				throw new EOFException();
			}
			digits.append((char) next);
		}
		input.skipNBytes(1);
		return Integer.parseInt(digits.toString());
	}

	private static byte[] write(List<byte[]> words) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		output.writeBytes(bytes("*" + words.size() + "\r\n"));
		for (byte[] word : words) {
			output.writeBytes(bytes("$" + word.length + "\r\n"));
			output.writeBytes(word);
			output.writeBytes(bytes("\r\n"));
		}
		return output.toByteArray();
	}

	private static String text(byte[] word) {
		return new String(word, StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Passes bytes on until there are no more.
	 */
	@FunctionalInterface
	private interface Pump {

		void run() throws IOException;

	}

	/**
	 * What a server does not allow, or does otherwise than Redis.
	 */
	public interface Limits {

		/**
		 * Whether a command is refused.
		 * @param command its name in upper case
		 * @return the error, {@code null} if it is not
		 */
		default @Nullable String refuses(String command) {
			return null;
		}

		/**
		 * Whether a script is refused as soon as it is seen.
		 * @param text its text
		 * @return the error, {@code null} if it is not
		 */
		default @Nullable String refusesScript(String text) {
			return null;
		}

		/**
		 * What scripts begin with, on their first line.
		 * @return Lua
		 */
		default String prelude() {
			return "";
		}

	}

}
