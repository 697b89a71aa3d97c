package io.github.batonlock.autoconfigure;

import io.github.batonlock.engine.EngineLockRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the registries of a factory with the application context: after the
 * connections to Redis and before web servers take requests, and in the opposite order.
 */
final class LockRegistryLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(LockRegistryLifecycle.class);

	/** After the connections, which must last until this lifecycle has stopped. */
	static final int PHASE = 100;

	private final LockRegistryFactory factory;

	private final StartUpMessage message;

	private volatile boolean running;

	LockRegistryLifecycle(LockRegistryFactory factory, StartUpMessage message) {
		this.factory = factory;
		this.message = message;
	}

	@Override
	public void start() {
		this.running = true;
		this.factory.registries().forEach(EngineLockRegistry::start);
		this.message.log(logger);
	}

	@Override
	public void stop() {
		this.running = false;
		this.message.flush();
		this.factory.registries().forEach(EngineLockRegistry::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
