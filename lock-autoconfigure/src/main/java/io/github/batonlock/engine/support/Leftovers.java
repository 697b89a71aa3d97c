package io.github.batonlock.engine.support;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Error} has cut off, be it for want of a stack, of memory or of a class,
 * until the scan finishes it on a stack of its own. Called by any thread.
 * <p>
 * Whoever leaves something here may have no frame and no byte left. So nothing is called
 * and nothing made for that: fields are written, if need be under a monitor.
 */
public final class Leftovers {

	private static final Log logger = LogFactory.getLog(Leftovers.class);

	/**
	 * Whether something was left in a site, which finds it when it is looked at.
	 */
	public volatile boolean inSites;

	private @Nullable Task first;

	/**
	 * Do something that must happen, and do it once more if an error cuts it off.
	 */
	public void attempt(Task task) {
		try {
			task.action.run();
		}
		catch (Throwable ex) {
			if (ex instanceof Error && !task.repeated) {
				synchronized (this) {
					task.repeated = true;
					task.next = this.first;
					this.first = task;
				}
			}
			report(ex);
		}
	}

	/**
	 * Do once more what has just been cut off.
	 * @param action what was cut off
	 * @param failure by what; unless it is an error, doing it again is of no use
	 */
	public void repeat(Runnable action, Throwable failure) {
		report(failure);
		if (failure instanceof Error) {
			Task task = new Task(action);
			task.repeated = true;
			synchronized (this) {
				task.next = this.first;
				this.first = task;
			}
		}
	}

	/**
	 * Do again what has been cut off, in its order.
	 */
	public void finish() {
		Task task = reversed(take());
		while (task != null) {
			Task next = task.next;
			attempt(task);
			task = next;
		}
	}

	private synchronized @Nullable Task take() {
		Task taken = this.first;
		this.first = null;
		return taken;
	}

	private static @Nullable Task reversed(@Nullable Task newest) {
		Task oldest = null;
		Task task = newest;
		while (task != null) {
			Task next = task.next;
			task.next = oldest;
			oldest = task;
			task = next;
		}
		return oldest;
	}

	public synchronized boolean isEmpty() {
		return this.first == null;
	}

	private static void report(Throwable ex) {
		try {
			logger.error("A lock could not do what it had to", ex);
		}
		catch (Throwable another) {
			// nothing is left to tell it with
		}
	}

	/**
	 * Something that must happen. A link of one chain at a time.
	 */
	static final class Task {

		private final Runnable action;

		private boolean repeated;

		/** The one that follows. */
		@Nullable Task next;

		Task(Runnable action) {
			this.action = action;
		}

	}

}
