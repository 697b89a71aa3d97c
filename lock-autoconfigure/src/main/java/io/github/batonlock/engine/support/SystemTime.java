package io.github.batonlock.engine.support;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The clocks of the machine and one daemon thread, which is started when it is first
 * needed.
 */
public final class SystemTime implements EngineTime {

	private @Nullable ScheduledThreadPoolExecutor scheduler;

	private boolean closed;

	@Override
	public Moment now() {
		// the wall clock too: the monotonic one stands still while a machine is suspended
		return new Moment(System.nanoTime(), System.currentTimeMillis());
	}

	@Override
	public synchronized void schedule(Runnable task, long delayNanos) {
		if (this.closed) {
			return;
		}
		if (this.scheduler == null) {
			this.scheduler = create();
		}
		this.scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
	}

	private static ScheduledThreadPoolExecutor create() {
		ScheduledThreadPoolExecutor created = new ScheduledThreadPoolExecutor(1, new DaemonThreads("baton-scheduler"));
		created.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		created.prestartCoreThread(); // else a task would be kept for which no thread was
										// to be had
		return created;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
			this.scheduler = null;
		}
	}

}
