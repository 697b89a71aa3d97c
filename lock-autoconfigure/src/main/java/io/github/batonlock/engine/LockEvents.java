package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.github.batonlock.LockListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells a listener what happens, on a thread that may be held up, and keeps what it
 * throws from doing harm.
 */
final class LockEvents {

	private static final Log logger = LogFactory.getLog(LockEvents.class);

	private final LockListener listener;

	private final Executor executor;

	LockEvents(LockListener listener, Executor executor) {
		this.listener = listener;
		this.executor = executor;
	}

	/** Tell it on this thread. */
	void tell(Consumer<LockListener> event) {
		guarded(() -> event.accept(this.listener));
	}

	void lost(Hold hold, long heldNanos, List<Runnable> actions) {
		Duration held = Duration.ofNanos(heldNanos);
		logger.warn(hold.loss().getMessage() + " (held for " + held.toMillis() + " ms by "
				+ ((hold.owner != null) ? "thread '" + hold.owner.getName() + "'" : "an asynchronous lease") + ")");
		execute(() -> {
			guarded(() -> this.listener.lost(hold.site.name(), held, hold.loss()));
			actions.forEach(this::guarded);
		});
	}

	/** Run it soon, never on a thread that a store needs. */
	void execute(Runnable action) {
		try {
			this.executor.execute(action);
		}
		catch (RejectedExecutionException ex) {
			ForkJoinPool.commonPool().execute(action);
		}
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
