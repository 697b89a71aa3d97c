package io.github.batonlock.redis;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Schedules on one thread, but executes each task on a separate thread: a driver such as
 * Jedis occupies a thread while it is subscribed, and a hanging one must not block its
 * successor.
 */
final class SubscriptionExecutor extends ScheduledThreadPoolExecutor {

	SubscriptionExecutor() {
		super(1, new StoreThreads("baton-subscription-"));
		setKeepAliveTime(10, TimeUnit.SECONDS);
		allowCoreThreadTimeOut(true);
		setRemoveOnCancelPolicy(true);
	}

	@Override
	public void execute(Runnable task) {
		getThreadFactory().newThread(task).start();
	}

}
