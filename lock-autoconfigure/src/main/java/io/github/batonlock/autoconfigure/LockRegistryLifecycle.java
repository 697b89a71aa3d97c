package io.github.batonlock.autoconfigure;

import io.github.batonlock.engine.EngineLockRegistry;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a registry with the application context: after the connections to
 * Redis and before web servers take requests, and in the opposite order.
 */
final class LockRegistryLifecycle implements SmartLifecycle {

	private static final int AFTER_CONNECTIONS = 100;

	private final EngineLockRegistry registry;

	LockRegistryLifecycle(EngineLockRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void start() {
		this.registry.start();
	}

	@Override
	public void stop() {
		this.registry.stop();
	}

	@Override
	public boolean isRunning() {
		return this.registry.isRunning();
	}

	@Override
	public int getPhase() {
		return AFTER_CONNECTIONS;
	}

}
