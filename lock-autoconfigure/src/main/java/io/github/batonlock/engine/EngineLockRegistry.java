package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.site.LockEvents;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.OwnThreads;
import io.github.batonlock.engine.support.SystemTime;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.store.LockStore;
import org.jspecify.annotations.Nullable;

/**
 * A registry over any {@link LockStore}. It starts when first used, unless it has been
 * stopped; each start makes it a new instance. Safe for use by any number of threads.
 */
public final class EngineLockRegistry implements LockRegistry, AutoCloseable {

	private final LockConfiguration configuration;

	private final Engines engines;

	/**
	 * Create a registry.
	 * @param store where locks are kept
	 * @param configuration the options that are configured for each name
	 * @param replyTimeout how long to wait for one answer of the store
	 * @param listener hears what becomes of locks
	 */
	public EngineLockRegistry(LockStore store, LockConfiguration configuration, Duration replyTimeout,
			LockListener listener) {
		OwnThreads threads = new OwnThreads();
		this.configuration = configuration;
		this.engines = new Engines(() -> {
			Engine engine = new Engine(store, new SystemTime(), replyTimeout, new LockEvents(listener, threads),
					new Random());
			engine.houseKeeper().lookFor(new DroppedLeases());
			return engine;
		}, threads);
	}

	EngineLockRegistry(LockConfiguration configuration, Supplier<Engine> factory) {
		this.configuration = configuration;
		this.engines = new Engines(factory, new OwnThreads());
	}

	@Override
	public LeasedLock obtain(String name, LockOptions options) {
		LockNames.check(name);
		LockOptions complete = options.withDefaults(this.configuration.optionsFor(name));
		return new EngineLock(name, LockSettings.of(name, complete), this.engines);
	}

	/**
	 * Start to listen. Does nothing while running.
	 */
	public void start() {
		this.engines.start();
	}

	/**
	 * Renew all locks of this JVM now, not when that is due. What the store has forgotten
	 * is lost by that, instead of up to a third of its lease later.
	 */
	public void renew() {
		Engine running = running();
		if (running != null) {
			running.renew();
		}
	}

	/**
	 * Prepare to stop: fail those who wait, and let nobody wait from now on, while those
	 * inside go on. Who finds a lock free still gets it.
	 */
	public void drain() {
		Engine running = running();
		if (running != null) {
			running.drain();
		}
	}

	/**
	 * Wait until nobody of this JVM is inside of a lock of this registry, or it is
	 * stopped. To be called after {@link #drain()}, or else others may enter all the
	 * time.
	 * @param except a thread that may stay inside
	 */
	public void awaitNobodyInside(Thread except) {
		Engine running = running();
		if (running != null) {
			running.standstill().awaitNobodyInside(except);
		}
	}

	/**
	 * How many locks of this registry somebody of this JVM is inside of.
	 * @param except a thread that does not count
	 * @return the number, zero while it is not running
	 */
	public long inside(Thread except) {
		Engine running = running();
		return (running != null) ? running.standstill().inside(except) : 0;
	}

	/**
	 * Refuse newcomers, fail those who wait, give back what nobody is inside of and leave
	 * the rest to expire. Returns when the store has answered, at most after
	 * {@code reply-timeout}. May be started again.
	 */
	public void stop() {
		this.engines.stop();
	}

	/**
	 * Whether it has been started and not been stopped.
	 * @return whether it is running
	 */
	public boolean isRunning() {
		return running() != null;
	}

	/**
	 * Return a view of this registry for operators, which need not run.
	 * @return the view
	 */
	public LockInspector inspector() {
		return new EngineInspector(this.engines);
	}

	@Nullable Engine running() {
		return this.engines.running();
	}

	/**
	 * How many callers of this JVM wait for locks.
	 * @return the number, zero while it is not running
	 */
	public int waiting() {
		Engine running = running();
		return (running != null) ? running.waiters() : 0;
	}

	/**
	 * How many callers of this JVM wait for locks of a category.
	 * @param category {@link LockOptions#category()}, {@code other} for none
	 * @return the number, zero while it is not running
	 */
	public int waiting(String category) {
		Engine running = running();
		return (running != null) ? running.waiters(category) : 0;
	}

	@Override
	public void close() {
		stop();
	}

	Engine engine(String lockName) {
		return this.engines.engine(lockName);
	}

}
