package io.github.batonlock.engine.site;

import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.engine.claim.Owned;
import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.inspect.LockInUse;
import org.jspecify.annotations.Nullable;

/**
 * The caller inside, or about to enter, and callers that believe to be inside although
 * their tenure is lost. Guarded by the mutex of its site.
 * <p>
 * Invariants: there is a holder only while this JVM owns the lock. {@code chosen} is the
 * waiter that the holder was made for, until it enters: then the place is given but not
 * taken.
 */
final class Occupancy {

	private @Nullable Hold holder;

	private @Nullable Waiter chosen;

	private @Nullable Rest rest;

	/** Holds that were lost while their threads believed to be inside. */
	private final List<Hold> lost = new ArrayList<>(0);

	boolean free() {
		return this.holder == null;
	}

	/** Whether the next caller may be let in. */
	boolean open(Moment now) {
		return free() && restLeft(now) == 0;
	}

	/** Whether the lock is kept for callers to come. */
	boolean lingers(Moment now) {
		return this.rest != null && this.rest.lingers(now);
	}

	/** For how long nobody may enter, although nobody is inside. */
	long restLeft(Moment now) {
		return (this.rest != null) ? this.rest.left(now) : 0;
	}

	/** The lock is handed over. */
	void endRest() {
		this.rest = null;
	}

	/** Whether no trace of anybody is left. */
	boolean unused() {
		return this.holder == null && this.lost.isEmpty();
	}

	/**
	 * Note when time alone changes something.
	 * @param owned whether this JVM owns the lock
	 */
	void dueAt(Moment now, boolean owned, Agenda agenda) {
		if (this.chosen != null) {
			agenda.at(this.chosen.overdueAt());
			return;
		}
		if (this.holder != null) {
			this.holder.dueAt(agenda);
		}
		else if (owned && this.rest != null) {
			this.rest.dueAt(now, agenda);
		}
		for (Hold hold : this.lost) {
			hold.ownerDueAt(agenda);
		}
	}

	// --- entering

	/**
	 * Offer the place to a waiter, which is to be woken.
	 */
	void offer(Waiter next, Hold hold, Owned owned) {
		this.holder = hold;
		this.chosen = next;
		next.choose(hold);
		owned.passed();
	}

	/**
	 * Let a waiter take the place that it was offered.
	 * @return whether it is still offered
	 */
	boolean take(Waiter waiter, Moment now) {
		if (waiter != this.chosen || this.holder == null || waiter.gone) {
			return false;
		}
		this.holder.begin(now); // first, as it may fail
		this.chosen = null;
		waiter.enter(this.holder);
		return true;
	}

	/**
	 * Take the offer back.
	 * @return the waiter that was chosen and has not entered, {@code null} if there is
	 * none
	 */
	@Nullable Waiter withdraw() {
		Waiter waiter = this.chosen;
		if (waiter != null) {
			this.chosen = null;
			this.holder = null;
		}
		return waiter;
	}

	/** The waiter that was chosen and has not entered, {@code null} if there is none. */
	@Nullable Waiter chosen() {
		return this.chosen;
	}

	// --- leaving

	/**
	 * Take the place back from a hold whose outermost entry was left.
	 */
	void vacate(Hold hold, Moment now) {
		hold.close();
		this.holder = null;
		boolean rests = hold.settings().minHold() > 0 || hold.settings().linger() > 0;
		this.rest = rests ? new Rest(hold, now) : null;
	}

	/**
	 * Take the place back because the tenure is lost.
	 * @return the hold that is lost by that, {@code null} if nobody was inside
	 */
	@Nullable Hold lose() {
		Hold hold = this.holder;
		this.holder = null;
		this.rest = null;
		if (hold != null && hold.owner != null) {
			this.lost.add(hold);
		}
		return hold;
	}

	void forgetLost(Hold hold) {
		this.lost.remove(hold);
	}

	/** Forget lost holds of callers that were cut off. */
	void forgetLeftBehind() {
		this.lost.removeIf(Hold::isLeftBehind);
	}

	/** Forget lost holds of threads that have ended. */
	void forgetEnded(Moment now) {
		this.lost.removeIf((hold) -> hold.ownerIsGone(now));
	}

	// --- queries

	/** The hold of the caller inside, {@code null} if nobody has entered. */
	@Nullable Hold inside() {
		return (this.chosen == null) ? this.holder : null;
	}

	/** The hold of the caller inside or about to enter. */
	@Nullable Hold holder() {
		return this.holder;
	}

	boolean heldBy(Thread thread) {
		Hold hold = inside();
		return hold != null && hold.ownedBy(thread);
	}

	/** The hold of a thread, a lost one included. */
	@Nullable Hold holdOf(Thread thread) {
		if (heldBy(thread)) {
			return this.holder;
		}
		for (Hold hold : this.lost) {
			if (hold.ownedBy(thread)) {
				return hold;
			}
		}
		return null;
	}

	LockInUse.@Nullable Holder inUse(Moment now) {
		Hold hold = inside();
		return (hold != null) ? hold.inUse(now) : null;
	}

	/** Number of callers that are chosen and have not entered yet. */
	int entering() {
		return (this.chosen != null) ? 1 : 0;
	}

	/** Who keeps others out, {@code null} if nobody of this JVM does. */
	@Nullable String inWords(Moment now) {
		if (this.holder != null) {
			return this.holder.inWords(now);
		}
		return (restLeft(now) > 0 && this.rest != null) ? this.rest.inWords(now) : null;
	}

}
