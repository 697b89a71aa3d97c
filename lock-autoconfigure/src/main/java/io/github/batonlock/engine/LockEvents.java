package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.batonlock.LockListener;
import io.github.batonlock.Shown;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener what happens, on a thread that may be held up, and keeps what it
 * throws from doing harm.
 */
final class LockEvents {

	private static final Log logger = LogFactory.getLog(LockEvents.class);

	private final LockListener listener;

	private final Executor executor;

	private final Executor apart;

	LockEvents(LockListener listener, Executor executor) {
		this(listener, executor, executor);
	}

	/**
	 * Create it.
	 * @param listener who is told
	 * @param executor where
	 * @param apart runs what must not wait for a thread of the executor
	 */
	LockEvents(LockListener listener, Executor executor, Executor apart) {
		this.listener = listener;
		this.executor = executor;
		this.apart = apart;
	}

	/** Tell who hears of the category, on this thread. */
	void tell(String category, Consumer<LockListener> event) {
		guarded(() -> event.accept(this.listener.forCategory(category)));
	}

	void acquired(EngineLease lease, Duration waited) {
		Hold hold = lease.hold();
		String category = hold.settings().category();
		if (hold.origin != Tenure.Origin.FREE) {
			boolean remote = hold.origin == Tenure.Origin.OTHER_JVM;
			tell(category, (listener) -> listener.handedOver(lease.name(), remote));
		}
		tell(category, (listener) -> listener.acquired(lease, waited));
	}

	void lost(Hold hold, long heldNanos, List<Runnable> actions) {
		Duration held = Duration.ofNanos(heldNanos);
		logger.warn(hold.loss().getMessage() + " (held for " + held.toMillis() + " ms by " + hold.holder() + ")");
		execute(() -> {
			actions.forEach(this::guarded); // first what stops the work
			tell(hold.settings().category(), (listener) -> listener.lost(hold.site.name(), held, hold.loss()));
		});
	}

	/**
	 * A hold was ended in place of its thread.
	 */
	void abandoned(Hold hold, long heldNanos) {
		Duration held = Duration.ofNanos(heldNanos);
		logger.warn("Lock '" + Shown.text(hold.site.name()) + "' was released in place of " + hold.holder()
				+ ", which has ended without releasing it (held for " + held.toMillis() + " ms)", hold.stack);
		execute(() -> tell(hold.settings().category(), (listener) -> listener.released(hold.site.name(), held)));
	}

	/**
	 * A hold was ended in place of its caller, which could not do so itself.
	 */
	void released(Hold hold, long heldNanos) {
		Duration held = Duration.ofNanos(heldNanos);
		execute(() -> tell(hold.settings().category(), (listener) -> listener.released(hold.site.name(), held)));
	}

	/**
	 * The store has refused to release a lock some times.
	 */
	void notReleased(String name, String trouble) {
		logger.warn("Lock '" + Shown.text(name) + "' could not be released" + Shown.text(trouble)
				+ " (tried again until its lease is over; a user of Redis needs +del and +zpopmin to release)");
	}

	/**
	 * A hold has lasted for too long.
	 */
	void leaking(Hold hold, long heldNanos) {
		long millis = TimeUnit.NANOSECONDS.toMillis(heldNanos);
		logger.warn("Lock '" + Shown.text(hold.site.name()) + "' has been held for " + millis + " ms by "
				+ hold.holder() + ", for longer than leak-detection-threshold", hold.stack);
	}

	/**
	 * A hold that had lasted for too long has ended.
	 */
	void returned(Hold hold, Duration held) {
		logger.info("Lock '" + Shown.text(hold.site.name()) + "' was returned after " + held.toMillis() + " ms by "
				+ hold.holder() + ", so it had not leaked");
	}

	/**
	 * Run it soon, never on the calling thread, which a store may need: an executor that
	 * would do that, or that fails, is not used.
	 */
	void execute(Runnable action) {
		Submission submission = new Submission(action);
		try {
			this.executor.execute(submission);
		}
		catch (Throwable ex) {
			logger.debug("The executor for lock events failed", ex);
			submission.giveToOthers();
		}
		submission.over();
	}

	/**
	 * Run it even if all threads of the executor wait for that.
	 */
	void executeApart(Runnable action) {
		this.apart.execute(action);
	}

	void guarded(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.warn("A lock listener failed", ex);
		}
	}

	/**
	 * An action, which notices if it is run before {@code execute} has returned.
	 */
	private static final class Submission implements Runnable {

		private final Runnable action;

		private final AtomicBoolean taken = new AtomicBoolean();

		private volatile @Nullable Thread submitter = Thread.currentThread();

		private Submission(Runnable action) {
			this.action = action;
		}

		@Override
		public void run() {
			if (this.submitter == Thread.currentThread()) {
				giveToOthers();
			}
			else if (this.taken.compareAndSet(false, true)) {
				this.action.run();
			}
		}

		private void giveToOthers() {
			if (this.taken.compareAndSet(false, true)) {
				ForkJoinPool.commonPool().execute(this.action);
			}
		}

		private void over() {
			this.submitter = null;
		}

	}

}
