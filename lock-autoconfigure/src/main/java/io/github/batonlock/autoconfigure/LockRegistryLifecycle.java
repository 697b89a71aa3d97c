package io.github.batonlock.autoconfigure;

import io.github.batonlock.engine.EngineLockRegistry;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the registries of a factory with the application context: after the
 * connections to Redis and before web servers take requests, and in the opposite order.
 */
final class LockRegistryLifecycle implements SmartLifecycle {

	private static final int AFTER_CONNECTIONS = 100;

	private final LockRegistryFactory factory;

	private volatile boolean running;

	LockRegistryLifecycle(LockRegistryFactory factory) {
		this.factory = factory;
	}

	@Override
	public void start() {
		this.running = true;
		this.factory.registries().forEach(EngineLockRegistry::start);
	}

	@Override
	public void stop() {
		this.running = false;
		this.factory.registries().forEach(EngineLockRegistry::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return AFTER_CONNECTIONS;
	}

}
