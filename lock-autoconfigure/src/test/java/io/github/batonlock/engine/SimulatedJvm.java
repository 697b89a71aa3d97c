package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;

/**
 * One JVM with the real engine, which may be paused, suspended and killed.
 */
final class SimulatedJvm implements EngineTime {

	final String name;

	final SimulatedStore store;

	final EngineLockRegistry registry;

	private final SimulatedWorld world;

	private boolean alive = true;

	private long pausedUntil;

	/** For how long the monotonic clock has stood still. */
	private long suspended;

	SimulatedJvm(String name, SimulatedWorld world, SimulatedRedis redis, LockOptions options, LockListener listener) {
		this.name = name;
		this.world = world;
		this.store = new SimulatedStore(world, redis, this);
		Executor executor = (task) -> later(wakingTime(), task);
		this.registry = new EngineLockRegistry((any) -> options, () -> new Engine(this.store, this,
				Duration.ofSeconds(2), new LockEvents(listener, executor), new Random(world.random.nextLong())));
		this.registry.start();
	}

	private double wakingTime() {
		return this.world.faults ? this.world.pick(.01, .01, .1, 5, 300) : .01;
	}

	@Override
	public Moment now() {
		return new Moment(this.world.nanos() - this.suspended, 1_790_000_000_000L + this.world.nanos() / 1_000_000);
	}

	@Override
	public void schedule(Runnable task, long delayNanos) {
		this.world.atNanos(delayNanos, () -> whenAwake(task));
	}

	/** Something that happens in this JVM. */
	void later(double delayMillis, Runnable action) {
		this.world.at(delayMillis, () -> whenAwake(action));
	}

	/** A paused JVM does everything later, a dead one nothing. */
	void whenAwake(Runnable action) {
		if (this.alive && this.world.nanos() < this.pausedUntil) {
			this.world.atNanos(this.pausedUntil - this.world.nanos(), () -> whenAwake(action));
		}
		else if (this.alive) {
			action.run();
		}
	}

	boolean alive() {
		return this.alive;
	}

	boolean awake() {
		return this.alive && this.world.nanos() >= this.pausedUntil;
	}

	void pause(double millis) {
		this.pausedUntil = Math.max(this.pausedUntil, this.world.nanos() + SimulatedWorld.nanosOf(millis));
	}

	/** A pause during which the monotonic clock stands still. */
	void suspend(double millis) {
		if (awake()) {
			pause(millis);
			this.suspended += SimulatedWorld.nanosOf(millis);
		}
	}

	void kill() {
		this.alive = false;
		this.store.stop();
	}

	/** Whether somebody is inside, or about to be. */
	boolean taken() {
		Site site = engine().site("a");
		return site != null && !site.seat().free();
	}

	Engine engine() {
		return this.registry.engine("a");
	}

	@Override
	public void close() {
	}

}
