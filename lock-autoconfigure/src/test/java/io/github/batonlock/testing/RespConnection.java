package io.github.batonlock.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The few lines of the Redis protocol that a test needs beside the drivers: one
 * connection, one command at a time.
 */
final class RespConnection implements AutoCloseable {

	private final Socket socket;

	private final DataInputStream input;

	RespConnection(String host, int port) {
		try {
			this.socket = new Socket(host, port);
			this.socket.setSoTimeout(10_000);
			this.input = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Nullable Object command(String... words) {
		try {
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			line.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
			for (String word : words) {
				byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
				line.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
				line.writeBytes(bytes);
				line.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
			}
			this.socket.getOutputStream().write(line.toByteArray());
			return reply();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private @Nullable Object reply() throws IOException {
		String line = readLine();
		String rest = line.substring(1);
		return switch (line.charAt(0)) {
			case '+' -> rest;
			case ':' -> Long.valueOf(rest);
			case '$' -> bulk(Integer.parseInt(rest));
			case '*' -> array(Integer.parseInt(rest));
			default -> throw new IllegalStateException("Redis answers " + line);
		};
	}

	private @Nullable String bulk(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = this.input.readNBytes(length);
		this.input.skipNBytes(2);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private @Nullable List<@Nullable Object> array(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		List<@Nullable Object> elements = new ArrayList<>(length);
		for (int i = 0; i < length; i++) {
			elements.add(reply());
		}
		return elements;
	}

	/** The next line that the server sends of its own accord. */
	String line() {
		try {
			return readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = this.input.readUnsignedByte(); next != '\r'; next = this.input.readUnsignedByte()) {
			line.write(next);
		}
		this.input.skipNBytes(1);
		return line.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
