package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.store.LockStore;
import org.jspecify.annotations.Nullable;

/**
 * A registry over any {@link LockStore}. It starts when first used, unless it has been
 * stopped; each start makes it a new instance. Safe for use by any number of threads.
 */
public final class EngineLockRegistry implements LockRegistry, AutoCloseable {

	private final OwnThreads threads = new OwnThreads();

	private final LockConfiguration configuration;

	private final Supplier<Engine> engines;

	private volatile @Nullable Engine engine;

	/**
	 * The engine of the time before the last stop, some of whose holders may still run.
	 */
	private volatile @Nullable Engine last;

	private volatile boolean stopped;

	/**
	 * Create a registry.
	 * @param store where locks are kept
	 * @param configuration what is configured for each name
	 * @param replyTimeout how long to wait for one answer of the store
	 * @param listener hears what becomes of locks
	 */
	public EngineLockRegistry(LockStore store, LockConfiguration configuration, Duration replyTimeout,
			LockListener listener) {
		this.configuration = configuration;
		this.engines = () -> {
			Engine engine = new Engine(store, new SystemTime(), replyTimeout, new LockEvents(listener, this.threads),
					new Random());
			engine.scan().lookFor(new DroppedLeases());
			return engine;
		};
	}

	EngineLockRegistry(LockConfiguration configuration, Supplier<Engine> engines) {
		this.configuration = configuration;
		this.engines = engines;
	}

	@Override
	public LeasedLock obtain(String name, LockOptions options) {
		LockNames.check(name);
		LockOptions complete = options.withDefaults(this.configuration.optionsFor(name));
		return new EngineLock(name, LockSettings.of(name, complete), this);
	}

	/**
	 * Start to listen. Does nothing while running.
	 */
	public synchronized void start() {
		if (this.engine == null) {
			Engine started = this.engines.get();
			started.start(); // before a caller sends what is answered by a message
			this.stopped = false;
			this.engine = started;
		}
	}

	private synchronized void startUnlessStopped() {
		if (!this.stopped) {
			start();
		}
	}

	/**
	 * Renew all locks of this JVM now, not when that is due. What the store has forgotten
	 * is lost by that, instead of up to a third of its lease later.
	 */
	public void renew() {
		Engine running = this.engine;
		if (running != null) {
			running.renew();
		}
	}

	/**
	 * Prepare to stop: fail those who wait, and let nobody wait from now on, while those
	 * inside go on. Who finds a lock free still gets it.
	 */
	public void drain() {
		Engine running = this.engine;
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
		Engine running = this.engine;
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
		Engine running = this.engine;
		return (running != null) ? running.standstill().inside(except) : 0;
	}

	/**
	 * Refuse newcomers, fail those who wait, give back what nobody is inside of and leave
	 * the rest to expire. Returns when the store has answered, at most after
	 * {@code reply-timeout}. May be started again.
	 */
	public synchronized void stop() {
		Engine running = this.engine;
		this.stopped = true;
		if (running != null) {
			this.last = running; // before it is gone, so that a holder always finds one
			this.engine = null;
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

	/**
	 * Return a view of this registry for operators, which need not run.
	 * @return the view
	 */
	public LockInspector inspector() {
		return new EngineInspector(this);
	}

	@Nullable Engine running() {
		return this.engine;
	}

	/**
	 * How many callers of this JVM wait for locks.
	 * @return the number, zero while it is not running
	 */
	public int waiting() {
		Engine running = this.engine;
		return (running != null) ? running.waiters() : 0;
	}

	/**
	 * How many callers of this JVM wait for locks of a category.
	 * @param category {@link LockOptions#category()}, {@code other} for none
	 * @return the number, zero while it is not running
	 */
	public int waiting(String category) {
		Engine running = this.engine;
		return (running != null) ? running.waiters(category) : 0;
	}

	@Override
	public void close() {
		stop();
	}

	/**
	 * What a thread holds, or has held until it was lost.
	 */
	@Nullable Held heldBy(Thread thread, String lockName) {
		Held held = heldBy(thread, lockName, this.engine);
		return (held != null) ? held : heldBy(thread, lockName, this.last);
	}

	private static @Nullable Held heldBy(Thread thread, String lockName, @Nullable Engine engine) {
		Site site = (engine != null) ? engine.site(lockName) : null;
		Hold hold = (site != null) ? site.holdOf(thread) : null;
		return (engine != null && hold != null) ? new Held(engine, hold) : null;
	}

	@Nullable String holderInWords(String lockName) {
		Engine running = this.engine;
		Site site = (running != null) ? running.site(lockName) : null;
		return (site != null) ? site.holderInWords() : null;
	}

	/** Where what the application does may be held up. */
	Executor threads() {
		return this.threads;
	}

	Engine engine(String lockName) {
		Engine running = this.engine;
		if (running == null && !this.stopped) {
			startUnlessStopped();
			running = this.engine;
		}
		if (running == null) {
			throw new LockUnavailableException(lockName, Duration.ZERO, "its registry is stopped", null);
		}
		return running;
	}

	/**
	 * A hold and the engine in which it is.
	 *
	 * @param engine the engine, which may have been stopped
	 * @param hold the hold
	 */
	record Held(Engine engine, Hold hold) {
	}

}
