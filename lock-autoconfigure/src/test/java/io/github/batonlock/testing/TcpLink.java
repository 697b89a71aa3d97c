package io.github.batonlock.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

import io.github.batonlock.testing.TcpProxy.Kind;

/**
 * One connection of a {@link TcpProxy}: the sockets on both sides.
 */
final class TcpLink {

	private final Socket client;

	private final Socket server;

	private volatile boolean subscribed;

	TcpLink(Socket client, Socket server) throws IOException {
		this.client = client;
		this.server = server;
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
	}

	boolean is(Kind kind) {
		return kind == Kind.ALL || (kind == Kind.MESSAGES) == this.subscribed;
	}

	boolean isCut() {
		return this.client.isClosed();
	}

	void pumpRequests(BooleanSupplier arrives) {
		pump(this.client, this.server, arrives);
	}

	void pumpReplies(BooleanSupplier arrives) {
		pump(this.server, this.client, arrives);
	}

	private void pump(Socket from, Socket to, BooleanSupplier arrives) {
		try {
			InputStream input = from.getInputStream();
			byte[] bytes = new byte[65536];
			for (int length = input.read(bytes); length >= 0; length = input.read(bytes)) {
				this.subscribed |= from == this.client && subscribes(bytes, length);
				if (arrives.getAsBoolean()) {
					to.getOutputStream().write(bytes, 0, length);
				}
			}
			end(to);
			if (from.isOutputShutdown()) {
				cut();
			}
		}
		catch (IOException ex) {
			cut();
		}
	}

	private static boolean subscribes(byte[] bytes, int length) {
		return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains("\r\nSUBSCRIBE\r\n");
	}

	void endRequests() {
		end(this.server);
	}

	void endReplies() {
		end(this.client);
	}

	private static void end(Socket socket) {
		try {
			socket.shutdownOutput();
		}
		catch (IOException ex) {
			// has ended
		}
	}

	void cut() {
		reset(this.client);
		reset(this.server);
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// is closed
		}
	}

}
