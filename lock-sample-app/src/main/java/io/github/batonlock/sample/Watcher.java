package io.github.batonlock.sample;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A watcher of this instance. Events that cannot be sent as fast as they arrive are
 * buffered, and then the oldest ones are dropped: a watcher never delays a sale.
 */
class Watcher {

	static final int KEPT = 256;

	private final BlockingQueue<String> events = new ArrayBlockingQueue<>(KEPT);

	private final AtomicBoolean sending = new AtomicBoolean();

	private final Connection connection;

	private final Executor senders;

	private volatile boolean gone;

	Watcher(Connection connection, Executor senders) {
		this.connection = connection;
		this.senders = senders;
	}

	/**
	 * Sends an event later, in order, on one of the threads that all watchers share.
	 */
	void tell(String event) {
		if (this.gone) {
			return;
		}
		while (!this.events.offer(event)) {
			this.events.poll();
		}
		sendUnlessSending();
	}

	void end() {
		this.connection.end();
	}

	/**
	 * Returns whether the watcher is known to have left.
	 */
	boolean isGone() {
		return this.gone;
	}

	private void sendUnlessSending() {
		if (!this.events.isEmpty() && this.sending.compareAndSet(false, true)) {
			this.senders.execute(this::send);
		}
	}

	private void send() {
		try {
			for (String event = this.events.poll(); event != null; event = this.events.poll()) {
				this.connection.send(event);
			}
		}
		catch (IOException | IllegalStateException ex) {
			// the web server notices it too, and ends the stream
			this.gone = true;
			this.events.clear();
		}
		this.sending.set(false);
		sendUnlessSending();
	}

	/**
	 * The connection to a watcher.
	 */
	interface Connection {

		void send(String event) throws IOException;

		void end();

	}

}
