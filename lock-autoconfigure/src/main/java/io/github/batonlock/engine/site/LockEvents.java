package io.github.batonlock.engine.site;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.Shown;
import io.github.batonlock.engine.claim.Origin;
import io.github.batonlock.engine.support.Moment;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells a listener what happens, on a thread that may be held up, and keeps what it
 * throws from doing harm.
 */
public final class LockEvents {

	private static final Log logger = LogFactory.getLog(LockEvents.class);

	private final LockListener listener;

	private final Executor threads;

	/**
	 * Create it.
	 * @param listener the listener
	 * @param threads run each action at once, and never on the calling thread, which a
	 * store may need; actions may hold them up
	 */
	public LockEvents(LockListener listener, Executor threads) {
		this.listener = listener;
		this.threads = threads;
	}

	/**
	 * Tell the listener of a category, on this thread.
	 * @param category the category
	 * @param event tells it
	 */
	public void tell(String category, Consumer<LockListener> event) {
		guarded(() -> event.accept(this.listener.forCategory(category)));
	}

	/**
	 * Tell that a caller has entered.
	 * @param lease its lease
	 * @param hold its hold
	 * @param waited for how long it has waited
	 */
	public void acquired(Lease lease, Hold hold, Duration waited) {
		String category = hold.settings().category();
		if (hold.origin != Origin.FREE) {
			boolean remote = hold.origin == Origin.OTHER_JVM;
			tell(category, (listener) -> listener.handedOver(lease.name(), remote));
		}
		tell(category, (listener) -> listener.acquired(lease, waited));
	}

	void lost(Hold hold, Moment now, List<Runnable> actions) {
		Duration held = held(hold, now);
		logger.warn(hold.loss().getMessage() + " (held for " + held.toMillis() + " ms by " + hold.holder() + ")");
		execute(() -> {
			if (hold.settings().interruptOnLost()) {
				guarded(hold::interruptOwner);
			}
			actions.forEach(this::guarded); // first what stops the work
			tell(hold.settings().category(), (listener) -> listener.lost(hold.name, held, hold.loss()));
		});
	}

	/**
	 * A hold was ended in place of its thread.
	 */
	void abandoned(Hold hold, Moment now) {
		Duration held = held(hold, now);
		logger.warn("Lock '" + Shown.text(hold.name) + "' was released in place of " + hold.holder()
				+ ", which has ended without releasing it (held for " + held.toMillis() + " ms)", hold.stack);
		execute(() -> tell(hold.settings().category(), (listener) -> listener.released(hold.name, held)));
	}

	/**
	 * A hold was ended in place of its caller, which could not do so itself.
	 */
	void released(Hold hold, Moment now) {
		Duration held = held(hold, now);
		execute(() -> tell(hold.settings().category(), (listener) -> listener.released(hold.name, held)));
	}

	/**
	 * A hold has lasted for too long.
	 */
	void leaking(Hold hold, Moment now) {
		long millis = held(hold, now).toMillis();
		logger.warn("Lock '" + Shown.text(hold.name) + "' has been held for " + millis + " ms by " + hold.holder()
				+ ", for longer than leak-detection-threshold", hold.stack);
	}

	/**
	 * Tell that a hold that had lasted for too long has ended.
	 * @param hold the hold
	 * @param held for how long it has lasted
	 */
	public void returned(Hold hold, Duration held) {
		logger.info("Lock '" + Shown.text(hold.name) + "' was returned after " + held.toMillis() + " ms by "
				+ hold.holder() + ", so it had not leaked");
	}

	/**
	 * Run an action soon, on a thread that it may hold up.
	 * @param action the action
	 */
	public void execute(Runnable action) {
		this.threads.execute(action);
	}

	/**
	 * Run an action of the application, and log what it throws.
	 * @param action the action
	 */
	public void guarded(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.warn("A lock listener failed", ex);
		}
	}

	private static Duration held(Hold hold, Moment now) {
		return Duration.ofNanos(hold.since().nanosUntil(now));
	}

}
