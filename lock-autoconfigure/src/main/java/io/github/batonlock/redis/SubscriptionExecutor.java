package io.github.batonlock.redis;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Schedules on one thread, but executes each task on a thread of its own: a driver such
 * as Jedis occupies one as long as it is subscribed, and one that hangs must not be in
 * the way of its successor.
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
