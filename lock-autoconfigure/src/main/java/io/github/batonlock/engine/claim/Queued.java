package io.github.batonlock.engine.claim;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.LockStore.Enqueue;

/**
 * The request waits in the queue of the store for a grant, and is polled for rarely: when
 * the lease of the owner is over, or when a grant may have been missed.
 * <p>
 * Invariant: {@code sent} is when the newest answered command was sent, or the beginning
 * of the claim while none is. No grant that counts is older, so its lease counts from
 * there.
 */
final class Queued extends State {

	private static final long SPIN_BEFORE_QUEUEING = TimeUnit.SECONDS.toNanos(1);

	private static final long AFTER_EXPIRY = TimeUnit.MILLISECONDS.toNanos(1);

	private Moment sent;

	/** Whether the store has told whether it has a place. */
	private boolean answered;

	private OptionalLong place;

	/** Place of the newest grant that was heard, which may have been void or late. */
	private OptionalLong heard = OptionalLong.empty();

	private long pollAt;

	/** Whether a command has failed, so that it may run later. */
	private boolean ambiguous;

	/**
	 * Wait in the queue.
	 * @param before the state that ends
	 * @param now this instant
	 * @param sent an instant before the sending of the command that was answered
	 * @param place the place, empty if a spin waiter has none
	 * @param ownerLeft the time left of the lease of the owner
	 */
	Queued(State before, Moment now, Moment sent, OptionalLong place, Duration ownerLeft) {
		super(before);
		this.sent = sent;
		this.answered = true;
		this.place = place;
		this.pollAt = now.nanos() + pollAfter(ownerLeft);
	}

	/** Nothing was answered: a grant has come so late that it is to be confirmed. */
	private Queued(State before, OptionalLong heard) {
		super(before);
		this.sent = before.began;
		this.place = OptionalLong.empty();
		this.heard = heard;
		this.pollAt = before.began.nanos();
		this.recheck = true;
	}

	static Queued waiting(State before, Moment now, Moment sent, AcquireReply.Wait wait) {
		return new Queued(before, now, sent, wait.place(), wait.ownerLeft());
	}

	/**
	 * The request may own, but too little time may be left: ask at once, which prolongs
	 * the ownership, or as soon as the command under way is answered.
	 * @param heard the place for which it was granted, empty if a reply has told
	 */
	static Queued late(State before, OptionalLong heard) {
		return new Queued(before, heard);
	}

	/**
	 * Return how a request is put into the queue. A spin waiter queues only where the
	 * lock would never be free otherwise, or after a while.
	 */
	static Enqueue enqueue(State state, Moment now) {
		boolean soon = now.nanos() - state.began.nanos() < SPIN_BEFORE_QUEUEING;
		return (state.settings.spin() && soon) ? Enqueue.IF_OTHERS_WAIT : Enqueue.YES;
	}

	/** Ask the store; what was missed before is in its answer. */
	static void acquire(State state, Moment now, Enqueue enqueue) {
		state.slot.send(now, Command.ACQUIRE,
				() -> state.scope.instance()
					.store()
					.acquire(state.scope.name(), state.request, state.settings.lease(), enqueue));
		state.recheck = false;
	}

	@Override
	Standing standing() {
		return Standing.QUEUED;
	}

	@Override
	void advance(Moment now) {
		if (this.recheck || now.nanos() - this.pollAt >= 0) {
			acquire(this, now, this.settings.spin() ? enqueue(this, now) : Enqueue.NO);
		}
	}

	@Override
	void dueAt(Agenda agenda) {
		if (this.slot.free()) {
			agenda.at(this.pollAt);
		}
	}

	@Override
	State acquired(Moment now, Moment sent, AcquireReply reply) {
		if (reply instanceof AcquireReply.Granted granted) {
			if (ungranted() && !granted.queued()) {
				this.scope.instance().subscription().missed(this.request, this.sent.nanos());
			}
			return own(now, sent, this.settings.leaseNanos(), granted.waiting());
		}
		if (reply instanceof AcquireReply.Wait wait) {
			seen(now, wait);
			if (wait.place().isEmpty() && !this.settings.spin()) {
				if (ungranted()) {
					this.scope.instance().subscription().dropped(this.sent.nanos());
				}
				State ended = new Ended(this); // first, as it may fail
				giveBack(false);
				return ended;
			}
			ownedByOthers(now, wait);
			this.sent = sent;
			this.answered = true;
			this.place = wait.place();
			this.pollAt = now.nanos() + pollAfter(wait.ownerLeft());
		}
		return this;
	}

	/** Whether it has a place for which no grant has been heard. */
	private boolean ungranted() {
		return this.place.isPresent() && !this.place.equals(this.heard);
	}

	/** A poll changes no place, so that it can be repeated. */
	@Override
	State failed(Moment now, Command command, Throwable error) {
		this.ambiguous = true;
		this.recheck = false;
		this.pollAt = this.scope.backoff().retryAt();
		Refusal refusal = this.scope.backoff().refusal();
		if (refusal != null) {
			this.scope.demand().answered(now, refusal);
		}
		return this;
	}

	/**
	 * A grant counts unless the tenure had ended before the newest answer was written,
	 * which told another place or none.
	 */
	@Override
	State granted(Moment now, long place, long grantLease, long waiting) {
		this.heard = OptionalLong.of(place);
		if (this.answered && !this.place.equals(this.heard)) {
			return this;
		}
		this.origin = Origin.OTHER_JVM;
		return own(now, this.sent, grantLease, waiting);
	}

	private State own(Moment now, Moment sent, long lease, long waiting) {
		this.asked |= waiting > 0;
		return late(now, sent, lease) ? confirm() : Confirming.orOwned(this, now, sent, lease);
	}

	/** Too little time may be left: ask at once, which prolongs the ownership. */
	private State confirm() {
		this.heard = this.place.isPresent() ? this.place : this.heard;
		this.recheck = true;
		return this;
	}

	@Override
	State asked() {
		this.asked = true;
		return this;
	}

	@Override
	State subscribed() {
		this.recheck = true;
		return this;
	}

	@Override
	State unwanted() {
		boolean unknown = this.answered && this.place.isEmpty() && !this.ambiguous && !this.recheck;
		State ended = new Ended(this); // first, as it may fail
		if (this.slot.free() && !unknown) {
			giveBack(this.ambiguous);
		}
		return ended;
	}

	/**
	 * Return how long to wait until the store is asked again: until the lease of the
	 * owner is over, at most a third of the own lease; less where no message will come.
	 */
	private long pollAfter(Duration ownerLeft) {
		if (this.settings.spin() || !this.scope.instance().subscription().reliable()) {
			return this.scope.instance().jitter(this.settings.spinInterval());
		}
		return Math.min(LockSettings.saturated(ownerLeft) + AFTER_EXPIRY,
				this.scope.instance().jitter(this.settings.leaseNanos() / 3));
	}

}
