package io.github.batonlock.engine;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.Shown;
import io.github.batonlock.engine.site.Hold;
import io.github.batonlock.engine.support.Moment;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Notices leases of no thread that have been dropped: nobody has closed them, and nobody
 * refers to them who still could. The holder of such a lease counts as gone.
 * <p>
 * Invariant: the engine itself refers to a lease only as long as an action waits for its
 * loss, since whoever keeps that relies on being told.
 */
final class DroppedLeases {

	private static final Log logger = LogFactory.getLog(DroppedLeases.class);

	private final ReferenceQueue<Lease> unreachable = new ReferenceQueue<>();

	private final ConcurrentMap<Hold, Trace> traces = new ConcurrentHashMap<>();

	/**
	 * Watch a lease from now on.
	 */
	void watch(Lease lease, Hold hold) {
		this.traces.put(hold, new Trace(lease, hold, this.unreachable));
	}

	/**
	 * A lease has been closed.
	 */
	void forget(Hold hold) {
		this.traces.remove(hold);
	}

	/** Number of leases that are watched. */
	int size() {
		return this.traces.size();
	}

	/**
	 * Look for leases that have been dropped. Costs next to nothing if there are none.
	 * @return whether there are any, so that sites are to be looked at
	 */
	boolean find(Moment now) {
		boolean found = false;
		for (Reference<?> next = this.unreachable.poll(); next != null; next = this.unreachable.poll()) {
			Hold hold = ((Trace) next).hold;
			// One that is just being closed may be unreachable already
			if (this.traces.remove(hold) != null && hold.isInside()) {
				warn(hold, now);
				hold.caller.markGone();
				found = true;
			}
		}
		return found;
	}

	private static void warn(Hold hold, Moment now) {
		logger.warn("Lock '" + Shown.text(hold.name) + "' is released in place of an asynchronous lease that was"
				+ " thrown away without being closed (held for "
				+ TimeUnit.NANOSECONDS.toMillis(hold.since().nanosUntil(now)) + " ms)", hold.stack);
	}

	/** What is left of a lease. */
	private static final class Trace extends PhantomReference<Lease> {

		private final Hold hold;

		private Trace(Lease lease, Hold hold, ReferenceQueue<Lease> unreachable) {
			super(lease, unreachable);
			this.hold = hold;
		}

	}

}
