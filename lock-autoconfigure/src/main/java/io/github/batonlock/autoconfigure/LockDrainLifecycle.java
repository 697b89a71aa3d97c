package io.github.batonlock.autoconfigure;

import io.github.batonlock.engine.EngineLockRegistry;

import org.springframework.context.SmartLifecycle;

/**
 * Ends all waits for locks when the application context is about to stop, before web
 * servers wait for their requests to complete: requests that wait for locks would only
 * delay that. Locks that are held are kept until {@link LockGraceLifecycle} has stopped.
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
