package io.github.batonlock.redis;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Creates the executor for blocking operations if the application provides none. It need
 * not be closed: its threads are daemons and end when idle.
 */
final class CommandExecutor {

	private CommandExecutor() {
	}

	static Executor create() {
		return create("baton-redis-", 8);
	}

	static Executor create(String threadNamePrefix, int size) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), new StoreThreads(threadNamePrefix));
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

}
