package io.github.batonlock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ServerSocketFactory;

/**
 * A way to a Redis that delays, withholds, swallows, cuts and half-closes.
 */
public final class TcpProxy implements AutoCloseable {

	private final Executor threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "tcp-proxy");
		thread.setDaemon(true);
		return thread;
	});

	private final Set<TcpLink> links = ConcurrentHashMap.newKeySet();

	private final RedisServer target;

	private final ServerSocket door;

	private volatile Kind kind = Kind.ALL;

	private volatile Flow requests = Flow.PASS;

	private volatile Flow replies = Flow.PASS;

	private volatile Duration delay = Duration.ZERO;

	/**
	 * Open a way.
	 * @param target where it leads
	 */
	public TcpProxy(RedisServer target) {
		this(target, ServerSocketFactory.getDefault());
	}

	/**
	 * Open a way whose first half is made by a factory, say encrypted.
	 * @param target where it leads
	 * @param doors makes what clients connect to
	 */
	public TcpProxy(RedisServer target, ServerSocketFactory doors) {
		this.target = target;
		try {
			this.door = doors.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	/**
	 * Port of the proxy.
	 * @return the port, on the loopback interface
	 */
	public int port() {
		return this.door.getLocalPort();
	}

	/**
	 * Keep everything for a while, each way.
	 * @param delay how long
	 */
	public void delay(Duration delay) {
		this.delay = delay;
	}

	/**
	 * What happens to bytes, also those of connections that come later.
	 * @param kind of which connections; all others pass everything
	 * @param requests on the way to Redis
	 * @param replies on the way back
	 */
	public void flow(Kind kind, Flow requests, Flow replies) {
		this.kind = kind;
		this.requests = requests;
		this.replies = replies;
	}

	/**
	 * Cut connections on both sides (RST).
	 * @param kind which connections
	 */
	public void cut(Kind kind) {
		forEach(kind, TcpLink::cut);
	}

	/**
	 * Tell Redis, and not the client, that nothing more will come (FIN).
	 * @param kind of which connections
	 */
	public void endRequests(Kind kind) {
		forEach(kind, TcpLink::endRequests);
	}

	/**
	 * Tell the client, and not Redis, that nothing more will come (FIN).
	 * @param kind of which connections
	 */
	public void endReplies(Kind kind) {
		forEach(kind, TcpLink::endReplies);
	}

	@Override
	public void close() {
		try {
			this.door.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut(Kind.ALL);
	}

	private void forEach(Kind kind, Consumer<TcpLink> action) {
		this.links.stream().filter((link) -> link.is(kind)).forEach(action);
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
		try {
			TcpLink link = new TcpLink(client, new Socket(this.target.host(), this.target.port()));
			this.links.removeIf(TcpLink::isCut);
			this.links.add(link);
			this.threads.execute(() -> link.pumpRequests(() -> arrives(link, () -> this.requests)));
			this.threads.execute(() -> link.pumpReplies(() -> arrives(link, () -> this.replies)));
		}
		catch (IOException ex) {
			client.close();
		}
	}

	private boolean arrives(TcpLink link, Supplier<Flow> flow) {
		LockSupport.parkNanos(this.delay.toNanos());
		while (link.is(this.kind) && flow.get() == Flow.HOLD && !link.isCut()) {
			LockSupport.parkNanos(1_000_000);
		}
		return !link.is(this.kind) || flow.get() != Flow.SWALLOW;
	}

	/**
	 * What a connection is used for.
	 */
	public enum Kind {

		/** Commands. */
		COMMANDS,

		/** The subscription. */
		MESSAGES,

		/** Anything. */
		ALL

	}

	/**
	 * What happens to bytes.
	 */
	public enum Flow {

		/** They arrive. */
		PASS,

		/** They arrive when this is over. */
		HOLD,

		/** They never arrive. */
		SWALLOW

	}

}
