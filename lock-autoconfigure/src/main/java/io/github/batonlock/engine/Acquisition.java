package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store for a lock: the first try, the command that takes a place in the queue,
 * and the polls after it. Guarded by the mutex of its site.
 */
final class Acquisition {

	private static final long AFTER_EXPIRY = TimeUnit.MILLISECONDS.toNanos(1);

	private final Contender contender;

	private final Site site;

	private final Engine engine;

	private final CommandLine commands;

	Acquisition(Contender contender, Site site, Engine engine, CommandLine commands) {
		this.contender = contender;
		this.site = site;
		this.engine = engine;
		this.commands = commands;
	}

	/**
	 * Make a request and send the first command for it.
	 */
	Pursuit begin(Moment now) {
		Pursuit first = pursue(now, this.site.waiting().hasOne());
		if (this.engine.busyNames().contains(this.site.name())) {
			acquire(now, first, firstEnqueue(now, first));
		}
		else {
			this.commands.send(now, first.request, first.settings,
					() -> this.engine.store().tryAcquire(this.site.name(), first.request, first.settings.lease()),
					this::acquired);
		}
		return first;
	}

	/**
	 * Make a request for the caller at the head of those who wait.
	 * @param single whether nobody else waits
	 */
	Pursuit pursue(Moment now, boolean single) {
		LockSettings settings = this.site.waiting().nextSettings();
		boolean unprobed = settings.spin() || !this.engine.hearing().heard();
		Request request = this.engine.requests().next(settings.lease(), unprobed, single && settings.linger() == 0);
		return new Pursuit(request, settings, now);
	}

	void advance(Moment now, Pursuit current) {
		if (!current.queued()) {
			acquire(now, current, firstEnqueue(now, current));
		}
		else if (now.nanos() - current.pollAt() >= 0) {
			acquire(now, current, current.enqueueAgain(now));
		}
	}

	private Enqueue firstEnqueue(Moment now, Pursuit pursuit) {
		return this.site.waiting().anyPatient() ? pursuit.enqueueFirst(now) : Enqueue.NO;
	}

	private void acquire(Moment now, Pursuit pursuit, Enqueue enqueue) {
		pursuit.asks();
		this.commands.send(now, pursuit.request, pursuit.settings,
				() -> this.engine.store().acquire(this.site.name(), pursuit.request, pursuit.settings.lease(), enqueue),
				this::acquired);
	}

	private void acquired(Moment now, Request request, Moment sent, @Nullable AcquireReply reply,
			@Nullable Throwable error) {
		Pursuit current = this.contender.pursuit();
		if (current == null || !current.request.equals(request)) {
			if (!this.contender.concerns(request)) { // else a grant has overtaken this
				this.contender.giveBack(request, error != null);
			}
		}
		else if (reply instanceof AcquireReply.Granted granted) {
			if (!current.queued()) {
				this.engine.busyNames().remove(this.site.name());
			}
			else if (current.ungranted() && !granted.queued()) {
				this.engine.hearing().missed(request, current.sent().nanos());
			}
			this.contender.own(now, current, sent, current.settings.leaseNanos(), granted.waiting());
		}
		else if (reply instanceof AcquireReply.Wait wait) {
			this.engine.busyNames().add(this.site.name());
			waits(now, current, sent, wait);
		}
		else if (reply instanceof AcquireReply.Taken) {
			this.engine.busyNames().add(this.site.name());
		}
		else {
			unanswered(current);
		}
	}

	private void waits(Moment now, Pursuit current, Moment sent, AcquireReply.Wait wait) {
		if (this.engine.requests().made(wait.owner())) {
			this.contender.giveBack(wait.owner(), false); // neither held nor wanted
		}
		if (current.queued() && wait.place().isEmpty() && !current.settings.spin()) {
			if (current.ungranted()) {
				this.engine.hearing().dropped(current.sent().nanos());
			}
			this.contender.drop(true, false);
			return;
		}
		current.ownedBy(wait.owner(), wait.ownerLeft(), now);
		this.site.waiting().refuseImpatient(() -> new Refusal.Busy(current.ownerInWords(now)));
		if (!this.site.wanted()) {
			this.contender.drop(wait.place().isPresent(), false);
		}
		else if (current.queued() || wait.place().isPresent() || current.settings.spin()) {
			current.queued(sent, wait.place(), now.nanos() + pollAfter(current, wait.ownerLeft()));
		}
	}

	/**
	 * How long to wait until asking again: until the lease of the owner is over, at most
	 * a third of our own; less where no message will come.
	 */
	long pollAfter(Pursuit current, Duration ownerLeft) {
		LockSettings settings = current.settings;
		if (settings.spin() || !this.engine.hearing().heard()) {
			return this.engine.jitter(settings.spinInterval());
		}
		return Math.min(LockSettings.saturated(ownerLeft) + AFTER_EXPIRY,
				this.engine.jitter(settings.leaseNanos() / 3));
	}

	private void unanswered(Pursuit current) {
		Refusal refusal = this.commands.trouble().refusal();
		if (refusal instanceof Refusal.Unusable) { // which no other try mends
			this.site.waiting().refuseAll(refusal);
			this.contender.drop(true, true);
			return;
		}
		if (refusal != null) {
			this.site.waiting().refuseImpatient(() -> refusal);
		}
		if (current.queued() && this.site.wanted()) {
			current.pollAt(this.commands.trouble().retryAt()); // a poll changes no place
		}
		else {
			this.contender.drop(true, true);
		}
	}

}
