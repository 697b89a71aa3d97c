package io.github.batonlock.redis;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Schedules on one thread, but executes each task on a thread of its own: a driver such
 * as Jedis occupies one as long as it is subscribed, and one that hangs must not be in
 * the way of its successor.
 */
final class SubscriptionExecutor extends ScheduledThreadPoolExecutor {

	SubscriptionExecutor() {
		super(1, threads());
		setKeepAliveTime(10, TimeUnit.SECONDS);
		allowCoreThreadTimeOut(true);
		setRemoveOnCancelPolicy(true);
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("baton-subscription-");
		threads.setDaemon(true);
		return threads;
	}

	@Override
	public void execute(Runnable task) {
		getThreadFactory().newThread(task).start();
	}

}
