package io.github.batonlock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The mutex of a site. Every change of it is made here, one at a time, and concluded.
 * <p>
 * Invariant: nothing is sent, woken or told under the mutex. That is noted, and done by
 * whoever unlocks.
 */
final class Changes {

	private static final Log logger = LogFactory.getLog(Changes.class);

	/** Not a monitor: virtual threads would pin their carriers. */
	private final ReentrantLock mutex = new ReentrantLock();

	private final EngineTime time;

	private final Consumer<Moment> conclusion;

	/** Of the change that is being made, {@code null} if it has none. Leaves with it. */
	private @Nullable List<Runnable> effects;

	/**
	 * Create a mutex.
	 * @param time the time
	 * @param conclusion what follows each change, still under the mutex
	 */
	Changes(EngineTime time, Consumer<Moment> conclusion) {
		this.time = time;
		this.conclusion = conclusion;
	}

	void run(Consumer<Moment> change) {
		call((now) -> {
			change.accept(now);
			return true;
		});
	}

	<T extends @Nullable Object> T call(Function<Moment, T> change) {
		this.mutex.lock();
		Moment now = this.time.now();
		try {
			return change.apply(now);
		}
		finally {
			conclude(now).forEach(Changes::guarded);
		}
	}

	/**
	 * Look without a change, so that nothing follows.
	 */
	<T extends @Nullable Object> T look(Function<Moment, T> look) {
		this.mutex.lock();
		try {
			return look.apply(this.time.now());
		}
		finally {
			this.mutex.unlock();
		}
	}

	/**
	 * End the change.
	 * @return what is to be done now that the mutex is free
	 */
	private List<Runnable> conclude(Moment now) {
		try {
			this.conclusion.accept(now);
			List<Runnable> due = this.effects;
			this.effects = null;
			return (due != null) ? due : List.of();
		}
		finally {
			this.mutex.unlock();
		}
	}

	/** One that fails, which is a defect, does not keep the others from happening. */
	private static void guarded(Runnable effect) {
		try {
			effect.run();
		}
		catch (Throwable ex) {
			logger.error("A lock could not do what it had to", ex);
		}
	}

	/**
	 * Do something when the change is over and the mutex is free. Called by whoever is
	 * making a change.
	 */
	void afterwards(Runnable effect) {
		if (this.effects == null) {
			this.effects = new ArrayList<>(4);
		}
		this.effects.add(effect);
	}

}
