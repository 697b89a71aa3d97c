package io.github.batonlock.autoconfigure;

import io.github.batonlock.engine.EngineLockRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Waits until locks are released when the application context stops, no longer than a
 * phase of the shutdown lasts. Web servers and executors have earlier phases, but nothing
 * else waits for the main thread, for example. Locks are renewed during the wait;
 * {@link LockRegistryLifecycle} stops afterwards.
 */
final class LockGraceLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(LockGraceLifecycle.class);

	private final LockRegistryFactory factory;

	private final boolean graceful;

	private volatile boolean running;

	LockGraceLifecycle(LockRegistryFactory factory, boolean graceful) {
		this.factory = factory;
		this.graceful = graceful;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	/**
	 * Waits on a separate thread, as other beans stop in the same phase. The thread that
	 * stops the context may hold a lock itself, and would wait for itself.
	 */
	@Override
	public void stop(Runnable callback) {
		Thread stopping = Thread.currentThread();
		long inside = this.factory.registries().stream().mapToLong((registry) -> registry.inside(stopping)).sum();
		if (!this.graceful || inside == 0) {
			end(callback);
			return;
		}
		logger.info("Waiting for " + inside + " distributed locks to be released");
		Thread waiting = new Thread(() -> awaitNobodyInside(stopping, callback), "distributed-lock-shutdown");
		waiting.setDaemon(true);
		waiting.start();
	}

	private void awaitNobodyInside(Thread stopping, Runnable callback) {
		for (EngineLockRegistry registry : this.factory.registries()) {
			registry.awaitNobodyInside(stopping);
		}
		end(callback);
	}

	private void end(Runnable callback) {
		stop();
		callback.run();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return LockRegistryLifecycle.PHASE + 1;
	}

}
