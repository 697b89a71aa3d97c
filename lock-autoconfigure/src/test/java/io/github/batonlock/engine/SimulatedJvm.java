package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.site.LockEvents;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One JVM with the real engine, which may be paused, suspended, stopped, started anew and
 * killed.
 */
final class SimulatedJvm {

	final String name;

	/** The connection of the instance that runs, or has run last. */
	SimulatedStore store;

	final EngineLockRegistry registry;

	final List<SimulatedThread> threads = new ArrayList<>();

	private static final Thread NOBODY = new Thread();

	private final SimulatedWorld world;

	private final SimulatedServer server;

	private final LockListener listener;

	/** Whether it is about to stop, or stopped. */
	boolean stops;

	private boolean alive = true;

	private long pausedUntil;

	/** For how long the monotonic clock has stood still. */
	private long suspended;

	private boolean replicates;

	SimulatedJvm(String name, SimulatedWorld world, SimulatedServer server, LockOptions options,
			LockListener listener) {
		this.name = name;
		this.world = world;
		this.server = server;
		this.listener = listener;
		this.store = new SimulatedStore(world, server, this);
		this.registry = new EngineLockRegistry((any) -> options, this::newEngine);
	}

	private Engine newEngine() {
		this.store = new SimulatedStore(this.world, this.server, this);
		this.store.replicates = this.replicates;
		Executor threads = (task) -> later(wakingTime(), task);
		return new Engine(this.store, new Time(), Duration.ofSeconds(2), new LockEvents(this.listener, threads),
				new Random(this.world.random.nextLong()));
	}

	void start(boolean replicates) {
		this.replicates = replicates;
		this.registry.start();
	}

	double wakingTime() {
		return this.world.faults ? this.world.pick(.01, .01, .1, 5, 300) : .01;
	}

	Moment now() {
		return new Moment(this.world.nanos() - this.suspended, 1_790_000_000_000L + this.world.nanos() / 1_000_000);
	}

	/** Something that happens in this JVM. */
	void later(double delayMillis, Runnable action) {
		this.world.at(delayMillis, () -> whenAwake(action));
	}

	void schedule(Runnable action, long delayNanos) {
		this.world.atNanos(delayNanos, () -> whenAwake(action));
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

	/** Let a thread of its own do something that may block. */
	SimulatedThread thread(Runnable work) {
		SimulatedThread thread = new SimulatedThread(this, work);
		whenAwake(thread::start);
		return thread;
	}

	/** Let no thread be left. */
	void unwind() {
		List.copyOf(this.threads).forEach(SimulatedThread::unwind);
	}

	@Nullable Engine engine() {
		return this.registry.running();
	}

	/** Whether somebody is inside, or about to be. */
	boolean taken(String lock) {
		Engine running = engine();
		Site site = (running != null) ? running.site(lock) : null;
		return site != null && site.occupied(NOBODY);
	}

	/** Whether a request was made by the instance that runs. */
	boolean made(Request request) {
		Engine running = engine();
		return running != null && running.instance().requests().made(request);
	}

	/**
	 * The time of one instance.
	 */
	private final class Time implements EngineTime {

		private boolean closed;

		@Override
		public Moment now() {
			SimulatedThread.pass();
			return SimulatedJvm.this.now();
		}

		@Override
		public void schedule(Runnable task, long delayNanos) {
			SimulatedThread.pass();
			SimulatedJvm.this.schedule(() -> {
				if (!this.closed) {
					task.run();
				}
			}, delayNanos);
		}

		@Override
		public void park(Object blocker, long nanos) {
			SimulatedThread.pass();
			SimulatedThread current = SimulatedThread.current();
			if (current == null) {
				throw new IllegalStateException("The world itself cannot wait for " + blocker);
			}
			current.park(nanos);
		}

		@Override
		public void unpark(Thread thread) {
			SimulatedThread.pass();
			SimulatedJvm.this.threads.stream()
				.filter((candidate) -> candidate.thread() == thread)
				.forEach(SimulatedThread::unpark);
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
