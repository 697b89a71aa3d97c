package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.batonlock.LockListener;
import io.github.batonlock.Shown;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells a listener what happens, on a thread that may be held up, and keeps what it
 * throws from doing harm.
 */
final class LockEvents {

	private static final Log logger = LogFactory.getLog(LockEvents.class);

	private final LockListener listener;

	private final Executor threads;

	/**
	 * Create it.
	 * @param listener who is told
	 * @param threads run what may be held up, by what they run later too: each action at
	 * once, and never on the calling thread, which a store may need
	 */
	LockEvents(LockListener listener, Executor threads) {
		this.listener = listener;
		this.threads = threads;
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
			if (hold.settings().interruptOnLost()) {
				guarded(hold::interruptOwner);
			}
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
	 * Run an action soon, on a thread that it may hold up.
	 */
	void execute(Runnable action) {
		this.threads.execute(action);
	}

	void guarded(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.warn("A lock listener failed", ex);
		}
	}

}
