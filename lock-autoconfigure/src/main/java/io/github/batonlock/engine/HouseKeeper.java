package io.github.batonlock.engine;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.batonlock.Shown;
import io.github.batonlock.engine.instance.Reclaimer;
import io.github.batonlock.engine.instance.RenewalBatcher;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.Leftovers;
import io.github.batonlock.engine.support.Moment;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets the sites notice changes that time alone has made, sends renewals that have come
 * together, and finishes work that an error has cut off. While nothing is in use nothing
 * runs.
 * <p>
 * Invariant: {@code dueAt} is no later than that of any site, but while all of them are
 * looked at. So as long as nothing is due a look costs the same for any number of sites.
 */
final class HouseKeeper {

	private static final Log logger = LogFactory.getLog(HouseKeeper.class);

	static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);

	/** Milliseconds that clocks are apart for other reasons than a suspended machine. */
	private static final long JUMP = 100;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final AtomicLong dueAt = new AtomicLong();

	private final EngineTime time;

	private final Collection<Site> sites;

	private final Reclaimer giveBacks;

	private final RenewalBatcher renewals;

	private final Leftovers leftovers;

	private volatile @Nullable DroppedLeases dropped;

	/** Milliseconds, by the scan before. */
	private volatile long wallAhead;

	HouseKeeper(EngineTime time, Collection<Site> sites, Reclaimer giveBacks, RenewalBatcher renewals,
			Leftovers leftovers) {
		this.time = time;
		this.sites = sites;
		this.giveBacks = giveBacks;
		this.renewals = renewals;
		this.leftovers = leftovers;
		Moment now = time.now();
		this.dueAt.set(Agenda.never(now.nanos()));
		this.wallAhead = wallAhead(now);
	}

	/**
	 * Look for leases that have been dropped, too.
	 */
	void lookFor(DroppedLeases dropped) {
		this.dropped = dropped;
	}

	@Nullable DroppedLeases dropped() {
		return this.dropped;
	}

	/**
	 * Something is in use now, or will be due.
	 */
	void goOn() {
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			try {
				this.time.schedule(this::run, INTERVAL);
			}
			catch (Throwable ex) {
				this.scheduled.set(false); // there may be no thread to be had, for now
				throw ex;
			}
		}
	}

	/**
	 * Look at the sites no later than at an instant.
	 * @param at reading of the monotonic clock
	 */
	void due(long at) {
		long known = this.dueAt.get();
		while (at - known < 0 && !this.dueAt.compareAndSet(known, at)) {
			known = this.dueAt.get();
		}
	}

	private void run() {
		try {
			look(this.time.now());
		}
		catch (Throwable ex) {
			logger.error("Locks could not be looked after", ex);
		}
		finally {
			this.scheduled.set(false);
			if (!this.sites.isEmpty() || !this.giveBacks.isEmpty() || !this.leftovers.isEmpty()) {
				goOnInAnyCase();
			}
		}
	}

	private void look(Moment now) {
		this.leftovers.finish();
		DroppedLeases leases = this.dropped;
		boolean found = leases != null && leases.find(now);
		if (suspended(now) || found || this.leftovers.inSites) {
			this.leftovers.inSites = false;
			this.sites.forEach(this::tick);
		}
		if (now.nanos() - this.dueAt.get() >= 0) {
			// First, so that nothing is missed that is told meanwhile
			this.dueAt.set(Agenda.never(now.nanos()));
			this.sites.forEach((site) -> look(site, now));
		}
		try {
			this.giveBacks.tick(now);
		}
		finally {
			this.renewals.flush();
		}
	}

	/** This thread is all that those inside can rely upon. */
	private void goOnInAnyCase() {
		while (true) {
			try {
				goOn();
				return;
			}
			catch (Throwable ex) {
				LockSupport.parkNanos(INTERVAL); // for want of memory, for now
			}
		}
	}

	/**
	 * Whether the wall clock has gone on while the monotonic one, by which it is noted
	 * when something is due, stood still.
	 */
	private boolean suspended(Moment now) {
		long ahead = wallAhead(now);
		boolean jumped = ahead - this.wallAhead > JUMP;
		this.wallAhead = ahead;
		return jumped;
	}

	private static long wallAhead(Moment now) {
		return now.millis() - TimeUnit.NANOSECONDS.toMillis(now.nanos());
	}

	private void look(Site site, Moment now) {
		if (now.nanos() - site.dueAt() >= 0) {
			tick(site);
		}
		due(site.dueAt());
	}

	/**
	 * A site that fails, which is a defect, does not keep the others from being looked
	 * at.
	 */
	private void tick(Site site) {
		try {
			site.tick();
		}
		catch (Throwable ex) {
			if (ex instanceof Error) {
				this.leftovers.inSites = true;
			}
			logger.error("Lock '" + Shown.text(site.name()) + "' could not be looked after", ex);
		}
	}

}
