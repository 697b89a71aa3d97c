package io.github.batonlock.autoconfigure;

import io.github.batonlock.engine.EngineLockRegistry;

import org.springframework.context.SmartLifecycle;

/**
 * Lets nobody wait for a lock any more when the application context is about to stop:
 * before web servers await the requests that they are at, which those who wait would only
 * delay. Who holds a lock keeps it until {@link LockGraceLifecycle} has waited.
 */
final class LockDrainLifecycle implements SmartLifecycle {

	private final LockRegistryFactory factory;

	private volatile boolean running;

	LockDrainLifecycle(LockRegistryFactory factory) {
		this.factory = factory;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.factory.registries().forEach(EngineLockRegistry::drain);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
