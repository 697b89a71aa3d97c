package io.github.batonlock.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * All who watch this instance. As long as there is nobody, nothing is heard and no thread
 * runs. Leaves before the web server does, which would wait for them.
 */
@Component
class Watchers implements SmartLifecycle {

	private static final int THREADS = 4;

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

	private final LiveChannel channel;

	private final ThreadPoolExecutor senders;

	private @Nullable Runnable subscription;

	private boolean running;

	Watchers(LiveChannel channel) {
		this.channel = channel;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("watchers-");
		threads.setDaemon(true);
		this.senders = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads);
		this.senders.allowCoreThreadTimeOut(true);
	}

	/**
	 * Let somebody watch, who has to come again after a while.
	 * @param hello what is told at once
	 */
	SseEmitter join(LiveEvent.Hello hello) {
		SseEmitter emitter = new SseEmitter(TIMEOUT.toMillis());
		Watcher watcher = new Watcher(new Stream(emitter), this.senders);
		emitter.onTimeout(emitter::complete);
		emitter.onCompletion(() -> remove(watcher));
		add(watcher);
		watcher.tell(this.channel.write(hello));
		return emitter;
	}

	@Override
	public synchronized void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		synchronized (this) {
			this.running = false;
		}
		this.watchers.forEach(Watcher::end);
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	private synchronized void add(Watcher watcher) {
		if (!this.running) {
			throw new IllegalStateException("The shop is closing");
		}
		if (this.subscription == null) {
			this.subscription = this.channel
				.listen((event) -> this.watchers.forEach((listening) -> listening.tell(event)));
		}
		this.watchers.add(watcher);
	}

	private synchronized void remove(Watcher watcher) {
		if (this.watchers.remove(watcher) && this.watchers.isEmpty()) {
			Objects.requireNonNull(this.subscription).run();
			this.subscription = null;
		}
	}

	private record Stream(SseEmitter emitter) implements Watcher.Connection {

		@Override
		public void send(String event) throws IOException {
			this.emitter.send(event);
		}

		@Override
		public void end() {
			this.emitter.complete();
		}

	}

}
