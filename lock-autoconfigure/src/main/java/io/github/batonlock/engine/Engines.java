package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.site.Hold;
import io.github.batonlock.engine.site.Site;
import org.jspecify.annotations.Nullable;

/**
 * The engine that runs, and the one before it, some of whose holders may still run. Each
 * start makes a new engine. Safe for use by any number of threads.
 */
final class Engines {

	private final Supplier<Engine> factory;

	private final Executor threads;

	private volatile @Nullable Engine running;

	private volatile @Nullable Engine last;

	private volatile boolean stopped;

	/**
	 * Create it without an engine.
	 * @param factory makes engines
	 * @param threads run actions of the application
	 */
	Engines(Supplier<Engine> factory, Executor threads) {
		this.factory = factory;
		this.threads = threads;
	}

	synchronized void start() {
		if (this.running == null) {
			Engine started = this.factory.get();
			started.start(); // before a caller sends what is answered by a message
			this.stopped = false;
			this.running = started;
		}
	}

	synchronized void stop() {
		Engine engine = this.running;
		this.stopped = true;
		if (engine != null) {
			this.last = engine; // before it is gone, so that a holder always finds one
			this.running = null;
			engine.stop();
		}
	}

	/** The engine that runs, {@code null} if none does. */
	@Nullable Engine running() {
		return this.running;
	}

	/** The engine for a caller: started if it has never been stopped. */
	Engine engine(String lockName) {
		Engine engine = this.running;
		if (engine == null && !this.stopped) {
			startUnlessStopped();
			engine = this.running;
		}
		if (engine == null) {
			throw new LockUnavailableException(lockName, Duration.ZERO, "its registry is stopped", null);
		}
		return engine;
	}

	private synchronized void startUnlessStopped() {
		if (!this.stopped) {
			start();
		}
	}

	/**
	 * The hold of a thread, a lost one included, {@code null} if it has none.
	 */
	@Nullable Held heldBy(Thread thread, String lockName) {
		Held held = heldBy(thread, lockName, this.running);
		return (held != null) ? held : heldBy(thread, lockName, this.last);
	}

	private static @Nullable Held heldBy(Thread thread, String lockName, @Nullable Engine engine) {
		Site site = (engine != null) ? engine.site(lockName) : null;
		Hold hold = (site != null) ? site.holdOf(thread) : null;
		return (engine != null && site != null && hold != null) ? new Held(engine, site, hold) : null;
	}

	/** The holder of this JVM, for messages, {@code null} if there is none. */
	@Nullable String holderInWords(String lockName) {
		Engine engine = this.running;
		Site site = (engine != null) ? engine.site(lockName) : null;
		return (site != null) ? site.holderInWords() : null;
	}

	/** Threads that actions of the application may hold up. */
	Executor threads() {
		return this.threads;
	}

	/**
	 * A hold, and where it is.
	 *
	 * @param engine the engine, which may have been stopped
	 * @param site the site
	 * @param hold the hold
	 */
	record Held(Engine engine, Site site, Hold hold) {
	}

}
