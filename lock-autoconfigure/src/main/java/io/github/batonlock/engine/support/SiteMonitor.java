package io.github.batonlock.engine.support;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.batonlock.engine.support.Leftovers.Task;
import org.jspecify.annotations.Nullable;

/**
 * The mutex of a site. Makes every change of the site, one at a time, and concludes it.
 * <p>
 * Invariant: nothing is sent, woken or told under the mutex. Such effects are noted, and
 * happen on the thread that has made the change when it has left the mutex. Effects that
 * an error keeps from happening are left to the scan, and so is the conclusion of a
 * change that broke off.
 */
public final class SiteMonitor {

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
	 * @param conclusion follows each change, still under the mutex
	 * @param leftovers takes effects that could not be finished
	 */
	public SiteMonitor(EngineTime time, Consumer<Moment> conclusion, Leftovers leftovers) {
		this.time = time;
		this.conclusion = conclusion;
		this.leftovers = leftovers;
	}

	/**
	 * Make a change.
	 * @param change the change, told the time
	 */
	public void run(Consumer<Moment> change) {
		call((now) -> {
			change.accept(now);
			return true;
		});
	}

	/**
	 * Make a change that has a result.
	 * @param change the change, told the time
	 * @param <T> type of the result
	 * @return its result
	 */
	public <T extends @Nullable Object> T call(Function<Moment, T> change) {
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
	 * Make a change on a thread of the store, where an error is not to cost the news.
	 * @param change the change, told the time; made once more after an error
	 */
	public void entrust(Consumer<Moment> change) {
		try {
			run(change);
		}
		catch (Throwable ex) {
			this.leftovers.repeat(() -> run(change), ex);
		}
	}

	/**
	 * Look without a change, so that nothing follows.
	 * @param look the look, told the time
	 * @param <T> type of the result
	 * @return its result
	 */
	public <T extends @Nullable Object> T look(Function<Moment, T> look) {
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

	/**
	 * Note an effect of the change that is being made. It happens when the change is over
	 * and the mutex is free. An effect that fails does not keep others from happening.
	 * @param effect the effect
	 */
	public void afterwards(Runnable effect) {
		assertHeld();
		Task task = new Task(effect);
		if (this.lastEffect != null) {
			this.lastEffect.next = task;
		}
		else {
			this.firstEffect = task;
		}
		this.lastEffect = task;
	}

	/**
	 * Assert that the calling thread is inside the mutex.
	 */
	public void assertHeld() {
		assert this.mutex.isHeldByCurrentThread() : "outside of the mutex of its site";
	}

	private @Nullable Task takeEffects() {
		Task taken = this.firstEffect;
		this.firstEffect = null;
		this.lastEffect = null;
		return taken;
	}

	private void perform(@Nullable Task first) {
		Task effect = first;
		while (effect != null) {
			Task next = effect.next;
			this.leftovers.attempt(effect);
			effect = next;
		}
	}

}
