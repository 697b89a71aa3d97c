package io.github.batonlock.sample;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WatcherTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final Wire wire = new Wire();

	private final Watcher watcher = new Watcher(this.wire, this.tasks::add);

	@Test
	void sendsAllInOrderByOneTaskAtATime() {
		this.watcher.tell("one");
		this.watcher.tell("two");
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		this.watcher.tell("three");
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(this.tasks).isEmpty();
		assertThat(this.wire.sent).containsExactly("one", "two", "three");
	}

	@Test
	void oldestAreDroppedWhereNothingIsSent() {
		int told = Watcher.KEPT + 1000;
		IntStream.range(0, told).mapToObj(String::valueOf).forEach(this.watcher::tell);
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(this.wire.sent).hasSize(Watcher.KEPT).startsWith("1000").endsWith(String.valueOf(told - 1));
	}

	@Test
	void whoIsGoneIsToldNothingMore() {
		this.wire.gone = true;
		this.watcher.tell("one");
		this.watcher.tell("two");
		this.tasks.remove().run();
		assertThat(this.tasks).isEmpty();
		assertThat(this.watcher.isGone()).isTrue();
		assertThat(this.wire.ended).as("what the web server ends").isFalse();
		assertThat(this.wire.attempts).isOne();
	}

	@Test
	void slowWatcherDelaysNeitherSenderNorOtherWatchers() throws InterruptedException {
		ExecutorService senders = Executors.newFixedThreadPool(2);
		BlockingQueue<String> unread = new SynchronousQueue<>();
		BlockingQueue<String> read = new LinkedBlockingQueue<>();
		Watcher stuck = new Watcher(new Pipe(unread), senders);
		Watcher other = new Watcher(new Pipe(read), senders);
		for (int i = 0; i < 1000; i++) {
			stuck.tell("event " + i);
			other.tell("event " + i);
			assertThat(read.poll(1, TimeUnit.MINUTES)).isEqualTo("event " + i);
		}
		assertThat(unread.poll(1, TimeUnit.MINUTES)).isEqualTo("event 0");
		assertThat(unread.poll(1, TimeUnit.MINUTES)).isEqualTo("event " + (1000 - Watcher.KEPT));
		senders.shutdownNow();
	}

	private record Pipe(BlockingQueue<String> events) implements Watcher.Connection {

		@Override
		public void send(String event) throws IOException {
			try {
				this.events.put(event);
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

		@Override
		public void end() {
		}

	}

	private static final class Wire implements Watcher.Connection {

		final List<String> sent = new ArrayList<>();

		int attempts;

		boolean gone;

		boolean ended;

		@Override
		public void send(String event) throws IOException {
			this.attempts++;
			if (this.gone) {
				throw new IOException("Broken pipe");
			}
			this.sent.add(event);
		}

		@Override
		public void end() {
			this.ended = true;
		}

	}

}
