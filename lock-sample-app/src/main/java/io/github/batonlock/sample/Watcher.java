package io.github.batonlock.sample;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody who watches. What cannot be sent as fast as it comes is kept for a while, then
 * the oldest is dropped: no sale is ever held up.
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
	 * Send this later, in order, on one of the threads that all watchers share.
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
	 * Whether it has shown that nobody is there any more.
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
			// The web server hears of it too, and ends the stream
			this.gone = true;
			this.events.clear();
		}
		this.sending.set(false);
		sendUnlessSending();
	}

	/**
	 * The way to somebody who watches.
	 */
	interface Connection {

		void send(String event) throws IOException;

		void end();

	}

}
