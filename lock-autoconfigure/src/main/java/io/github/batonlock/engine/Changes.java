package io.github.batonlock.engine;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.batonlock.engine.Leftovers.Task;
import org.jspecify.annotations.Nullable;

/**
 * The mutex of a site. Every change of it is made here, one at a time, and concluded.
 * <p>
 * Invariant: nothing is sent, woken or told under the mutex. That is noted, and done by
 * whoever unlocks. What an error keeps from happening then is left to the scan, and so is
 * the conclusion of a change that broke off.
 */
final class Changes {

	/** Not a monitor: virtual threads would pin their carriers. */
	private final ReentrantLock mutex = new ReentrantLock();

	private final EngineTime time;

	private final Consumer<Moment> conclusion;

	private final Leftovers leftovers;

	/** Of the change that is being made, {@code null} if it has none. Leave with it. */
	private @Nullable Task firstEffect;

	private @Nullable Task lastEffect;

	/**
	 * Create a mutex.
	 * @param time the time
	 * @param conclusion what follows each change, still under the mutex
	 * @param leftovers what could not be finished
	 */
	Changes(EngineTime time, Consumer<Moment> conclusion, Leftovers leftovers) {
		this.time = time;
		this.conclusion = conclusion;
		this.leftovers = leftovers;
	}

	void run(Consumer<Moment> change) {
		call((now) -> {
			change.accept(now);
			return true;
		});
	}

	<T extends @Nullable Object> T call(Function<Moment, T> change) {
		Task due = null;
		boolean concluded = false;
		StackReserve.forLocking();
		try {
			this.mutex.lock();
			Moment now = this.time.now();
			try {
				return change.apply(now);
			}
			finally {
				this.conclusion.accept(now);
				due = takeEffects();
				concluded = true;
			}
		}
		finally {
			if (!concluded) {
				this.leftovers.inSites = true;
			}
			try {
				unlock(this.mutex);
			}
			finally {
				perform(due);
			}
		}
	}

	/**
	 * Look without a change, so that nothing follows.
	 */
	<T extends @Nullable Object> T look(Function<Moment, T> look) {
		StackReserve.forLocking();
		try {
			this.mutex.lock();
			return look.apply(this.time.now());
		}
		finally {
			unlock(this.mutex);
		}
	}

	/**
	 * Unlock if that is due. Locking may end with an error of the stack although the
	 * mutex is held then: the JDK puts such an error off until it has finished.
	 */
	private static void unlock(ReentrantLock mutex) {
		try {
			mutex.unlock();
		}
		catch (IllegalMonitorStateException ex) {
			// locking has failed before
		}
	}

	private @Nullable Task takeEffects() {
		Task taken = this.firstEffect;
		this.firstEffect = null;
		this.lastEffect = null;
		return taken;
	}

	/** One that fails does not keep the others from happening. */
	private void perform(@Nullable Task first) {
		Task effect = first;
		while (effect != null) {
			Task next = effect.next;
			this.leftovers.attempt(effect);
			effect = next;
		}
	}

	/**
	 * Do something when the change is over and the mutex is free. Called by whoever is
	 * making a change.
	 */
	void afterwards(Runnable action) {
		Task effect = new Task(action);
		if (this.lastEffect != null) {
			this.lastEffect.next = effect;
		}
		else {
			this.firstEffect = effect;
		}
		this.lastEffect = effect;
	}

}
