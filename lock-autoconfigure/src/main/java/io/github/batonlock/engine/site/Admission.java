package io.github.batonlock.engine.site;

import java.util.List;

import io.github.batonlock.engine.claim.Claim;
import io.github.batonlock.engine.claim.ClaimScope;
import io.github.batonlock.engine.claim.Owned;
import io.github.batonlock.engine.claim.Standing;
import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which the callers of one site are let in, one at a time and in their
 * order, or refused. Guarded by the mutex of the site.
 * <p>
 * Invariant: after {@link #settle}, whenever this JVM owns the lock, either somebody is
 * inside or about to be, or there is a reason to keep it: {@code min-hold},
 * {@code linger}, or an answer that is awaited first: a fencing token, or replicas.
 */
final class Admission {

	/** For callers of a registry that is stopped. */
	private static final Refusal STOPPED = new Refusal.Unavailable("its registry is stopped", null);

	/** For callers of a registry that drains. */
	private static final Refusal STOPPING = new Refusal.Unavailable(
			"its registry is being stopped, so nobody waits any more", null);

	private final ClaimScope scope;

	private final Claims claims;

	private final LockEvents events;

	private final WaiterQueue queue = new WaiterQueue();

	private final Occupancy occupancy = new Occupancy();

	private final FencingTokens tokens;

	Admission(ClaimScope scope, Claims claims, LockEvents events) {
		this.scope = scope;
		this.claims = claims;
		this.events = events;
		this.tokens = new FencingTokens(scope.name(), scope.monitor());
	}

	WaiterQueue queue() {
		return this.queue;
	}

	Occupancy occupancy() {
		return this.occupancy;
	}

	FencingTokens tokens() {
		return this.tokens;
	}

	// --- callers

	/**
	 * Let a caller wait, if that can be of any use.
	 */
	void admit(Waiter waiter, Moment now) {
		if (this.scope.instance().stopped()) {
			refuse(waiter, STOPPED);
		}
		else if (takenHere(now) && triesOnce(waiter)) {
			refuseTry(waiter, new Refusal.Busy(holder(now)));
		}
		else {
			this.queue.add(waiter);
			if (triesOnce(waiter)) {
				this.claims.hurry();
			}
		}
	}

	/** Whether one answer of the store settles it for a waiter. */
	private boolean triesOnce(Waiter waiter) {
		return this.scope.instance().draining() || waiter.singleTry();
	}

	private boolean takenHere(Moment now) {
		if (this.claims.owning() != null) {
			return !this.occupancy.open(now);
		}
		Claim pursued = this.claims.pursued();
		return pursued != null && pursued.standing() == Standing.QUEUED;
	}

	/** Who keeps a caller out, if known. */
	private @Nullable String holder(Moment now) {
		String here = this.occupancy.inWords(now);
		Claim pursued = this.claims.pursued();
		return (here == null && pursued != null) ? pursued.ownerInWords(now) : here;
	}

	/**
	 * The time of a waiter is up. A waiter that was chosen may still enter.
	 */
	void giveUp(Waiter waiter, Moment now) {
		if (waiter.state() == Waiter.State.WAITING && !(answerIsNear(waiter, now) && this.queue.awaitAnswer(waiter))) {
			this.queue.remove(waiter);
			timeIsUp(waiter, now);
		}
	}

	/**
	 * Refuse the waiters whose wait the engine has to end now.
	 */
	void giveUpOverdue(Moment now) {
		Waiter chosen = this.occupancy.chosen();
		if (chosen != null && chosen.overdue(now.nanos()) && !(chosen.timedByEngine() && chosen.awaitAnswer())) {
			this.occupancy.withdraw();
			timeIsUp(chosen, now);
		}
		for (Waiter waiter : this.queue.removeOverdue(now.nanos(), (waiter) -> answerIsNear(waiter, now))) {
			timeIsUp(waiter, now);
		}
	}

	/**
	 * Whether the store, which is well, is about to tell whether the lock is free: a
	 * timeout may be shorter than an answer takes.
	 */
	private boolean answerIsNear(Waiter waiter, Moment now) {
		return this.scope.instance().health().well() && this.occupancy.free() && !takenHere(now)
				&& this.claims.refusal(now, waiter.since) == null;
	}

	private void timeIsUp(Waiter waiter, Moment now) {
		Refusal trouble = this.occupancy.free() ? this.claims.refusal(now, waiter.since) : null;
		refuse(waiter, (trouble != null) ? trouble : new Refusal.Busy(holder(now)));
	}

	/**
	 * A caller does not want the lock any more.
	 */
	void abandon(Waiter waiter) {
		if (waiter.state() == Waiter.State.WAITING) {
			this.queue.remove(waiter);
			refuse(waiter, new Refusal.Abandoned());
		}
		else if (waiter == this.occupancy.chosen()) {
			this.occupancy.withdraw();
			refuse(waiter, new Refusal.Abandoned());
		}
	}

	// --- refusing

	private void refuse(Waiter waiter, Refusal refusal) {
		waiter.refuse(refusal);
		this.scope.monitor().afterwards(waiter::wake);
	}

	private void refuseTry(Waiter waiter, Refusal refusal) {
		refuse(waiter, waiter.singleTry() ? refusal : STOPPING);
	}

	private void refuseAll(Refusal refusal) {
		this.queue.removeAll().forEach((waiter) -> refuse(waiter, refusal));
	}

	/**
	 * Refuse the waiters that one answer of the store settles.
	 * @param trouble the failure, {@code null} if others hold the lock
	 */
	void refuseTries(Moment now, @Nullable Refusal trouble) {
		List<Waiter> tries = this.scope.instance().draining() ? this.queue.removeAll() : this.queue.removeSingleTries();
		if (!tries.isEmpty()) {
			Refusal refusal = (trouble != null) ? trouble : new Refusal.Busy(holder(now));
			tries.forEach((waiter) -> refuseTry(waiter, refusal));
		}
		if (trouble instanceof Refusal.Unusable) { // no other try mends that
			refuseAll(trouble);
		}
	}

	// --- letting in

	/**
	 * Let the next caller in, or hand the lock over, if it is ours and nobody is inside.
	 */
	void settle(Moment now) {
		letGo(now);
		Claim owning = this.claims.owning();
		if (owning == null) {
			return;
		}
		Owned owned = owning.owned();
		if (owned != null) {
			this.tokens.give(this.occupancy.holder(), owned);
		}
		if (!this.occupancy.open(now)) {
			return;
		}
		LockSettings next = this.queue.isEmpty() ? null : this.queue.head().settings;
		if (next != null && owning.fits(next) && (owned == null || !owned.mustHandOver(now))) {
			if (owned != null && !nextNeedsToken(owned)) {
				offer(owned, now);
				refuseTries(now, null);
			}
		}
		else if (next != null || owning.isToBeHandedOver() || !this.occupancy.lingers(now)) {
			this.claims.release(now, owning, next);
			this.occupancy.endRest();
		}
	}

	/** What may fail is done first. */
	private void offer(Owned owned, Moment now) {
		Waiter next = this.queue.head();
		Hold hold = new Hold(this.scope.name(), owned, next, now);
		this.scope.monitor().afterwards(next::wake);
		this.queue.removeHead();
		this.occupancy.offer(next, hold, owned);
		if (next.settings.eagerFencing()) {
			this.tokens.request(hold, owned);
		}
	}

	/**
	 * See to callers that have gone without being able to say so.
	 */
	void letGo(Moment now) {
		this.occupancy.forgetLeftBehind();
		Hold hold = this.occupancy.inside();
		if (hold != null && hold.isLeftBehind()) {
			vacate(hold, now);
			this.scope.monitor().afterwards(() -> this.events.released(hold, now));
		}
		Waiter chosen = this.occupancy.chosen();
		if (chosen != null && chosen.gone) {
			abandon(chosen);
		}
		while (!this.queue.isEmpty() && this.queue.head().gone) {
			abandon(this.queue.head());
		}
	}

	/**
	 * Return the number of fencing tokens to draw: for the caller inside that has asked
	 * for one, or before the next caller may enter.
	 */
	int tokensWanted(Owned owned) {
		boolean wanted = this.tokens.wanted(this.occupancy.holder())
				|| (this.occupancy.free() && nextNeedsToken(owned));
		return wanted ? this.tokens.block(owned, !this.queue.isEmpty()) : 0;
	}

	private boolean nextNeedsToken(Owned owned) {
		return !this.queue.isEmpty() && this.queue.head().settings.eagerFencing() && !owned.hasToken();
	}

	// --- leaving

	/**
	 * The outermost entry of a hold has been left.
	 * @return whether the place is free by that
	 */
	boolean leave(Hold hold, Moment now) {
		if (hold.isLost()) {
			this.occupancy.forgetLost(hold);
			return false;
		}
		vacate(hold, now);
		return true;
	}

	private void vacate(Hold hold, Moment now) {
		this.occupancy.vacate(hold, now);
		this.tokens.refuse(hold);
	}

	/**
	 * The tenure is lost. A caller that was chosen and has not entered waits on.
	 */
	void lost(Moment now, String reason) {
		Waiter chosen = this.occupancy.withdraw();
		if (chosen != null) {
			this.queue.putBack(chosen);
		}
		lose(now, reason);
	}

	private void lose(Moment now, String reason) {
		Hold hold = this.occupancy.lose();
		if (hold != null) {
			List<Runnable> actions = hold.lose(reason);
			this.tokens.refuse(hold);
			this.scope.monitor().afterwards(() -> this.events.lost(hold, now, actions));
		}
	}

	/**
	 * A hold that was left turns out to have been lost before. Nothing is left to be
	 * stopped, so only listeners are told.
	 */
	void lostUnnoticed(Hold left, Moment now, String reason) {
		if (left.lostUnnoticed(reason)) {
			this.scope.monitor().afterwards(() -> this.events.lost(left, now, List.of()));
		}
	}

	// --- time and the end

	/**
	 * See whether the hold should end or has lasted for too long, and forget holds of
	 * threads that have ended.
	 */
	void tick(Moment now) {
		giveUpOverdue(now);
		this.occupancy.forgetEnded(now);
		Hold hold = this.occupancy.inside();
		if (hold == null) {
			return;
		}
		Moment end = hold.end();
		if (hold.ownerIsGone(now)) {
			vacate(hold, now);
			this.scope.monitor().afterwards(() -> this.events.abandoned(hold, now));
		}
		else if (end != null && end.passedAt(now)) {
			lose(now, "it was held for longer than max-hold");
		}
		else if (hold.leaks(now)) {
			this.scope.monitor().afterwards(() -> this.events.leaking(hold, now));
		}
	}

	void dueAt(Moment now, Agenda agenda) {
		this.queue.dueAt(agenda);
		this.occupancy.dueAt(now, this.claims.owning() != null, agenda);
	}

	/**
	 * Let nobody wait any more.
	 */
	void drain() {
		refuseAll(STOPPING);
	}

	/**
	 * Refuse everybody who waits, and leave the key of a caller that is inside, or the
	 * rest of {@code min-hold}, to expire.
	 */
	void stop(Moment now) {
		Waiter chosen = this.occupancy.withdraw();
		if (chosen != null) {
			refuse(chosen, STOPPED);
		}
		refuseAll(STOPPED);
		if (!this.occupancy.free()) {
			this.claims.leave(now, 0);
			lose(now, "its registry was stopped");
		}
		else if (this.occupancy.restLeft(now) > 0) {
			this.claims.leave(now, this.occupancy.restLeft(now));
		}
		this.occupancy.endRest();
	}

}
