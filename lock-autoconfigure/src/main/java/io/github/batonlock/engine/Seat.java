package io.github.batonlock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.inspect.LockInUse;
import org.jspecify.annotations.Nullable;

/**
 * The one place inside a lock, in this JVM. Guarded by the mutex of its site.
 * <p>
 * Invariants: there is a holder only while the JVM owns the lock. {@code chosen} is the
 * waiter that the holder was made for, until it enters; then the place is given but not
 * taken.
 */
final class Seat {

	private final Site site;

	private final Engine engine;

	private @Nullable Hold holder;

	private @Nullable Waiter chosen;

	/** Holds that were lost while their threads believed to be inside. */
	private final List<Hold> lost = new ArrayList<>(0);

	private final Rest rest = new Rest();

	Seat(Site site, Engine engine) {
		this.site = site;
		this.engine = engine;
	}

	boolean free() {
		return this.holder == null;
	}

	/** Whether the next one may be let in. */
	boolean open(Moment now) {
		return free() && !this.rest.closed(now);
	}

	/** Whether the lock is kept for callers to come. */
	boolean lingers(Moment now) {
		return this.rest.lingers(now);
	}

	/** For how long nobody may enter, though nobody is inside. */
	long closedFor(Moment now) {
		return this.rest.left(now);
	}

	/** The lock goes to others. */
	void handedOver() {
		this.rest.end();
	}

	/** Whether no trace of anybody is left. */
	boolean unused() {
		return this.holder == null && this.lost.isEmpty();
	}

	/**
	 * When time alone changes something.
	 * @param owned whether this JVM owns the lock
	 */
	long dueAt(Moment now, boolean owned) {
		if (this.chosen != null) {
			return this.chosen.overdueAt();
		}
		long due = owned ? this.rest.dueAt(now) : WaiterQueue.NEVER;
		if (this.holder != null) {
			due = this.holder.dueAt();
		}
		for (Hold hold : this.lost) {
			due = Math.min(due, hold.ownerDueAt());
		}
		return due;
	}

	/**
	 * Offer the place to a waiter, which is to be woken.
	 */
	void offer(Waiter next, Hold hold, Tenure tenure) {
		this.holder = hold;
		this.chosen = next;
		next.choose(hold);
		tenure.passed();
		if (next.settings.eagerFencing()) {
			token(hold, tenure);
		}
	}

	/**
	 * A waiter comes to take the place that it was offered.
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
	 * @return the waiter that had been chosen and has not entered, if there is one
	 */
	@Nullable Waiter withdraw() {
		Waiter waiter = this.chosen;
		if (waiter != null) {
			this.chosen = null;
			this.holder = null;
		}
		return waiter;
	}

	/** The chosen waiter, if it has not entered though its time is up. */
	@Nullable Waiter overdue(Moment now) {
		Waiter waiter = this.chosen;
		return (waiter != null && waiter.overdue(now.nanos())) ? waiter : null;
	}

	boolean offeredTo(Waiter waiter) {
		return this.chosen == waiter;
	}

	@Nullable Waiter chosen() {
		return this.chosen;
	}

	/**
	 * End the holds of callers that have gone without being able to say so.
	 */
	void letGo(Moment now) {
		this.lost.removeIf(Hold::isLeftBehind);
		Hold hold = this.holder;
		if (hold != null && this.chosen == null && hold.isLeftBehind()) {
			long held = hold.since().nanosUntil(now);
			vacate(hold, now);
			this.site.afterwards(() -> this.engine.events().released(hold, held));
		}
	}

	boolean heldBy(Thread thread) {
		return this.holder != null && this.chosen == null && this.holder.ownedBy(thread);
	}

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

	/**
	 * The outermost entry of a hold has been left.
	 * @return whether the place is free by that
	 */
	boolean leave(Hold hold, Moment now) {
		if (hold.isLost()) {
			this.lost.remove(hold);
			return false;
		}
		vacate(hold, now);
		return true;
	}

	private void vacate(Hold hold, Moment now) {
		hold.close();
		this.holder = null;
		failToken(hold);
		this.rest.begin(hold, now);
	}

	void lose(Moment now, String reason) {
		this.rest.end();
		Hold hold = this.holder;
		if (hold == null) {
			return;
		}
		this.holder = null;
		if (hold.owner != null) {
			this.lost.add(hold);
		}
		List<Runnable> actions = hold.lose(reason);
		failToken(hold);
		long held = hold.since().nanosUntil(now);
		this.site.afterwards(() -> this.engine.events().lost(hold, held, actions));
	}

	/**
	 * A hold that was left turns out to have been lost before. Nothing is left to be
	 * stopped, so only those who listen are told.
	 */
	void lostUnnoticed(Hold left, Moment now, String reason) {
		if (left.lostUnnoticed(reason)) {
			long held = left.since().nanosUntil(now);
			this.site.afterwards(() -> this.engine.events().lost(left, held, List.of()));
		}
	}

	/**
	 * See whether the hold should end or has lasted for too long, and forget holds of
	 * threads that have ended.
	 */
	void tick(Moment now) {
		this.lost.removeIf((hold) -> hold.ownerIsGone(now));
		Hold hold = this.holder;
		if (hold == null || this.chosen != null) {
			return;
		}
		Moment end = hold.end();
		long held = hold.since().nanosUntil(now);
		if (hold.ownerIsGone(now)) {
			vacate(hold, now);
			this.site.afterwards(() -> this.engine.events().abandoned(hold, held));
		}
		else if (end != null && end.passedAt(now)) {
			lose(now, "it was held for longer than max-hold");
		}
		else if (hold.leaks(now)) {
			this.site.afterwards(() -> this.engine.events().leaking(hold, held));
		}
	}

	LockInUse.@Nullable Holder inUse(Moment now) {
		return (this.holder != null && this.chosen == null) ? this.holder.inUse(now) : null;
	}

	/** Number of those who have been chosen and have not entered yet. */
	int entering() {
		return (this.chosen != null) ? 1 : 0;
	}

	@Nullable String inWords(Moment now) {
		if (this.holder == null) {
			return null;
		}
		return this.holder.holder() + " of this JVM, for "
				+ TimeUnit.NANOSECONDS.toMillis(this.holder.since().nanosUntil(now)) + " ms";
	}

	// --- fencing tokens

	CompletableFuture<Long> token(Hold hold, Tenure tenure) {
		TokenRequest request = hold.token();
		if (request == null) {
			request = new TokenRequest();
			hold.token(request);
			giveToken(tenure);
		}
		return request.future();
	}

	boolean wantsToken() {
		return pendingToken(this.holder) != null;
	}

	void giveToken(Tenure tenure) {
		TokenRequest pending = pendingToken(this.holder);
		if (pending != null && tenure.hasToken()) {
			this.site.afterwards(pending.give(tenure.takeToken()));
		}
	}

	/** The store gave none yet. */
	void tokenFailed(Refusal refusal) {
		TokenRequest pending = pendingToken(this.holder);
		if (pending != null) {
			pending.failed(refusal);
		}
	}

	/**
	 * Nobody waits for the token of a hold any more. Whoever asks again makes another
	 * request.
	 * @param silence why, where nothing has failed
	 */
	void giveUpToken(Hold hold, Refusal silence) {
		TokenRequest pending = pendingToken(hold);
		if (pending != null) {
			hold.token(null);
			this.site.afterwards(
					pending.refuse(pending.refusal(silence).toException(this.site.name(), this.engine.replyTimeout())));
		}
	}

	private void failToken(Hold ended) {
		TokenRequest pending = pendingToken(ended);
		if (pending != null) {
			this.site.afterwards(pending.refuse(ended.loss()));
		}
	}

	private static @Nullable TokenRequest pendingToken(@Nullable Hold hold) {
		TokenRequest request = (hold != null) ? hold.token() : null;
		return (request != null && request.pending()) ? request : null;
	}

}
