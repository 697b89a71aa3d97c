package io.github.batonlock.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A registry over any {@link LockStore}. It starts when first used, unless it has been
 * stopped; each start makes it a new instance. Safe for use by any number of threads.
 */
public final class EngineLockRegistry implements LockRegistry, AutoCloseable {

	private static final int LONGEST_NAME = 1024;

	private final LockConfiguration configuration;

	private final Supplier<Engine> engines;

	private volatile @Nullable Engine engine;

	private volatile boolean stopped;

	/**
	 * Create a registry.
	 * @param store where locks are kept
	 * @param configuration what is configured for each name
	 * @param replyTimeout how long to wait for one answer of the store
	 * @param executor runs what depends on futures, and listeners
	 * @param listener hears what becomes of locks
	 */
	public EngineLockRegistry(LockStore store, LockConfiguration configuration, Duration replyTimeout,
			Executor executor, LockListener listener) {
		this.configuration = configuration;
		this.engines = () -> new Engine(store, new SystemTime(), replyTimeout, new LockEvents(listener, executor),
				new Random());
	}

	@Override
	public LeasedLock obtain(String name, LockOptions options) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The name of a lock must not be blank");
		}
		if (name.length() > LONGEST_NAME || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
			throw new IllegalArgumentException("The name of a lock must not be longer than " + LONGEST_NAME
					+ " bytes, but this one is: '" + name.substring(0, 40) + "…'");
		}
		LockOptions complete = options.withDefaults(this.configuration.optionsFor(name));
		return new EngineLock(name, LockSettings.of(name, complete), this);
	}

	/**
	 * Start to listen. Does nothing while running.
	 */
	public synchronized void start() {
		if (this.engine == null) {
			Engine started = this.engines.get();
			started.start();
			this.stopped = false;
			this.engine = started;
		}
	}

	/**
	 * Refuse newcomers, fail those who wait, give back what nobody is inside of and leave
	 * the rest to expire. Returns when the store has answered, at most after
	 * {@code reply-timeout}. May be started again.
	 */
	public synchronized void stop() {
		Engine running = this.engine;
		this.stopped = true;
		this.engine = null;
		if (running != null) {
			running.stop();
		}
	}

	/**
	 * Whether it has been started and not been stopped.
	 * @return whether it is running
	 */
	public boolean isRunning() {
		return this.engine != null;
	}

	@Override
	public void close() {
		stop();
	}

	Engine engine(String lockName) {
		Engine running = this.engine;
		if (running == null && !this.stopped) {
			start();
			running = this.engine;
		}
		if (running == null) {
			throw new LockUnavailableException(lockName, Duration.ZERO, "its registry is stopped", null);
		}
		return running;
	}

}
