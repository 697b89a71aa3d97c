package io.github.batonlock.sample;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * The watchers of this instance. Without watchers, there is no subscription and no
 * thread. It stops before the web server, which would wait for the watchers.
 */
@Component
class Watchers implements SmartLifecycle {

	private static final int THREADS = 4;

	private static final Logger logger = LoggerFactory.getLogger(Watchers.class);

	private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

	private final LiveChannel channel;

	private final Instances instances;

	private final RunningSales sales;

	private final ThreadPoolExecutor senders;

	private @Nullable Runnable subscription;

	private boolean running;

	Watchers(LiveChannel channel, Instances instances, RunningSales sales) {
		this.channel = channel;
		this.instances = instances;
		this.sales = sales;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("watchers-");
		threads.setDaemon(true);
		this.senders = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads);
		this.senders.allowCoreThreadTimeOut(true);
	}

	/**
	 * Adds the sender of a request as a watcher, for as long as it stays.
	 */
	synchronized void join(HttpServletRequest request, HttpServletResponse response) {
		if (!this.running) {
			throw new IllegalStateException("The shop is closing");
		}
		try {
			listenIfAnybodyIsThere(true);
			String hello = hello();
			ServletStream stream = ServletStream.open(request, response);
			Watcher watcher = new Watcher(stream, this.senders);
			stream.whenEnded(() -> remove(watcher));
			this.watchers.add(watcher);
			watcher.tell(hello);
		}
		finally {
			listenIfAnybodyIsThere(!this.watchers.isEmpty());
		}
	}

	/**
	 * Sends the current state to all watchers. This also detects watchers that have left.
	 */
	@Scheduled(fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
	void greet() {
		this.watchers.stream().filter(Watcher::isGone).forEach(this::remove);
		if (!this.watchers.isEmpty()) {
			try {
				String hello = hello();
				this.watchers.forEach((watcher) -> watcher.tell(hello));
			}
			catch (DataAccessException ex) {
				logger.debug("The current state is unknown", ex);
			}
		}
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

	private String hello() {
		return this.channel.write(new LiveEvent.Hello(this.instances.all(), this.sales.all()));
	}

	private synchronized void remove(Watcher watcher) {
		this.watchers.remove(watcher);
		listenIfAnybodyIsThere(!this.watchers.isEmpty());
	}

	private void listenIfAnybodyIsThere(boolean there) {
		if (there && this.subscription == null) {
			this.subscription = this.channel
				.listen((event) -> this.watchers.forEach((listening) -> listening.tell(event)));
		}
		else if (!there && this.subscription != null) {
			this.subscription.run();
			this.subscription = null;
		}
	}

}
