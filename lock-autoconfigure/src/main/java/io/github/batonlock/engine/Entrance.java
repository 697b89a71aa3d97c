package io.github.batonlock.engine;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Lets the callers of one site in, one at a time and in their order, or tells them why
 * not. Guarded by the mutex of the site.
 * <p>
 * Invariant: after {@link #settle}, whenever this JVM owns the lock, either somebody is
 * inside or about to be, or there is a reason to keep it: {@code min-hold},
 * {@code linger}, or something that has to be answered first: a fencing token that is
 * being drawn, replicas that are waited for.
 */
final class Entrance {

	private final Engine engine;

	private final WaitingRoom waiting;

	private final Contender contender;

	private final Seat seat;

	Entrance(Engine engine, WaitingRoom waiting, Contender contender, Seat seat) {
		this.engine = engine;
		this.waiting = waiting;
		this.contender = contender;
		this.seat = seat;
	}

	/**
	 * Let a caller wait, if that can be of any use.
	 */
	void admit(Waiter waiter, Moment now) {
		if (this.engine.stopped()) {
			this.waiting.refuse(waiter, Engine.STOPPED);
		}
		else if (this.waiting.impatient(waiter) && takenHere(now)) {
			this.waiting.refuseImpatient(waiter, () -> new Refusal.Busy(holder(now)));
		}
		else {
			this.waiting.add(waiter);
			if (this.waiting.impatient(waiter)) {
				this.contender.hurry();
			}
		}
	}

	private boolean takenHere(Moment now) {
		return switch (this.contender.state()) {
			case QUEUED -> true;
			case OWNED -> !this.seat.open(now);
			default -> false;
		};
	}

	void giveUp(Waiter waiter, Moment now) {
		if (waiter.state() == Waiter.State.WAITING
				&& !(answerIsNear(waiter, now) && this.waiting.awaitAnswer(waiter))) {
			this.waiting.remove(waiter);
			timeIsUp(waiter, now);
		}
	}

	void giveUpOverdue(Moment now) {
		Waiter chosen = this.seat.overdue(now);
		if (chosen != null && !(chosen.timedByEngine() && chosen.awaitAnswer())) {
			this.seat.withdraw();
			timeIsUp(chosen, now);
		}
		this.waiting.removeOverdue(now, (waiter) -> answerIsNear(waiter, now))
			.forEach((waiter) -> timeIsUp(waiter, now));
	}

	/**
	 * Whether the store, which is well, is about to tell whether the lock is to be had: a
	 * timeout may be shorter than an answer takes.
	 */
	private boolean answerIsNear(Waiter waiter, Moment now) {
		return this.engine.pulse().well() && this.seat.free() && !takenHere(now)
				&& this.contender.refusal(now, waiter.since) == null;
	}

	void abandon(Waiter waiter) {
		if (waiter.state() == Waiter.State.WAITING) {
			this.waiting.remove(waiter);
			refuse(waiter, new Refusal.Abandoned());
		}
		else if (this.seat.offeredTo(waiter)) {
			this.seat.withdraw();
			refuse(waiter, new Refusal.Abandoned());
		}
	}

	private void timeIsUp(Waiter waiter, Moment now) {
		Refusal trouble = this.seat.free() ? this.contender.refusal(now, waiter.since) : null;
		refuse(waiter, (trouble != null) ? trouble : new Refusal.Busy(holder(now)));
	}

	/** Who keeps a caller out, if known. */
	private @Nullable String holder(Moment now) {
		Pursuit pursuit = this.contender.pursuit();
		if (!this.seat.free()) {
			return this.seat.inWords(now);
		}
		if (pursuit != null) {
			return pursuit.ownerInWords(now);
		}
		long kept = TimeUnit.NANOSECONDS.toMillis(this.seat.closedFor(now));
		return (kept > 0) ? "nobody, but kept for another " + kept + " ms by min-hold" : null;
	}

	private void refuse(Waiter waiter, Refusal refusal) {
		this.waiting.refuse(waiter, refusal);
		if (this.waiting.isEmpty()) {
			this.contender.unwanted();
		}
	}

	/**
	 * Let the next one in or hand over, if the lock is ours and nobody is inside.
	 */
	void settle(Moment now) {
		letGo(now);
		Tenure tenure = this.contender.tenure();
		if (tenure == null || !this.seat.open(now)) {
			return;
		}
		boolean wanted = !this.waiting.isEmpty();
		if (wanted && tenure.fits(this.waiting.nextSettings()) && !tenure.mustHandOver(now)) {
			if (this.contender.settled(tenure) && !nextNeedsToken(tenure)) {
				offer(tenure, now);
				this.waiting.refuseImpatient(() -> new Refusal.Busy(this.seat.inWords(now)));
			}
		}
		else if (wanted || tenure.asked() || tenure.request.single() || !this.seat.lingers(now)) {
			this.contender.handOver(now, tenure);
			this.seat.handedOver();
		}
	}

	/** What may fail is done first. */
	private void offer(Tenure tenure, Moment now) {
		Waiter next = this.waiting.next();
		Hold hold = new Hold(next.site(), tenure, next, now);
		this.waiting.takeNext();
		this.seat.offer(next, hold, tenure);
	}

	/**
	 * See to callers that have gone without being able to say so.
	 */
	void letGo(Moment now) {
		this.seat.letGo(now);
		Waiter chosen = this.seat.chosen();
		if (chosen != null && chosen.gone) {
			abandon(chosen);
		}
		while (!this.waiting.isEmpty() && this.waiting.next().gone) {
			abandon(this.waiting.next());
		}
	}

	/**
	 * Whether a fencing token has to be drawn: for the one inside who asked for it, or
	 * before the next one may enter.
	 */
	boolean wantsToken(Tenure tenure) {
		return this.seat.wantsToken() || (this.seat.free() && nextNeedsToken(tenure));
	}

	private boolean nextNeedsToken(Tenure tenure) {
		return !this.waiting.isEmpty() && this.waiting.nextSettings().eagerFencing() && !tenure.hasToken();
	}

	/**
	 * The tenure is lost. Who has been chosen and not yet entered waits on.
	 */
	void lost(Moment now, String reason) {
		Waiter chosen = this.seat.withdraw();
		if (chosen != null) {
			this.waiting.putBack(chosen);
		}
		this.seat.lose(now, reason);
	}

	/**
	 * Let nobody wait any more.
	 */
	void drain() {
		this.waiting.refuseAll(Engine.STOPPING);
		this.contender.unwanted();
	}

	/**
	 * Refuse everybody who waits, and leave what somebody is inside of to expire.
	 */
	void close(Moment now) {
		Waiter chosen = this.seat.withdraw();
		if (chosen != null) {
			this.waiting.refuse(chosen, Engine.STOPPED);
		}
		this.waiting.refuseAll(Engine.STOPPED);
		this.contender.unwanted();
		if (!this.seat.free()) {
			this.contender.forsake();
			this.seat.lose(now, "its registry was stopped");
		}
		else if (this.seat.closedFor(now) > 0) {
			this.contender.forsakeIn(now, this.seat.closedFor(now));
		}
		this.seat.handedOver();
	}

}
