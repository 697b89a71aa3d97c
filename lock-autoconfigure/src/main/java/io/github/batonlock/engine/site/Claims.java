package io.github.batonlock.engine.site;

import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.engine.claim.Claim;
import io.github.batonlock.engine.claim.ClaimScope;
import io.github.batonlock.engine.claim.Owned;
import io.github.batonlock.engine.claim.Standing;
import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Backoff;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one site. Guarded by the mutex of the site.
 * <p>
 * Invariant: of an exclusive lock at most one claim is pursued or owns, beside the one
 * whose release it travels with. A claim that has ended stays until its command under way
 * is answered, and no other begins before: a single try would meet its own ghost.
 */
final class Claims {

	private final ClaimScope scope;

	/** Mostly one. */
	private final ArrayList<Claim> all = new ArrayList<>(2);

	Claims(ClaimScope scope) {
		this.scope = scope;
	}

	// --- queries

	/** The claim that a request belongs to, {@code null} if the site has none. */
	@Nullable Claim find(Request request) {
		for (Claim claim : this.all) {
			if (claim.has(request)) {
				return claim;
			}
		}
		return null;
	}

	/** Whether a claim that has not ended has a request. */
	boolean know(Request request) {
		Claim claim = find(request);
		return claim != null && claim.standing() != Standing.ENDED;
	}

	/** The claim that is on its way to the lock, {@code null} if none is. */
	@Nullable Claim pursued() {
		for (Claim claim : this.all) {
			if (claim.standing() == Standing.PURSUED || claim.standing() == Standing.QUEUED) {
				return claim;
			}
		}
		return null;
	}

	/** The claim whose request owns, {@code null} if none does. */
	@Nullable Claim owning() {
		for (Claim claim : this.all) {
			if (claim.standing() == Standing.OWNED || claim.standing() == Standing.CONFIRMING) {
				return claim;
			}
		}
		return null;
	}

	/** The claim that releases a request, {@code null} if that is over. */
	@Nullable Claim releasing(Request request) {
		Claim claim = find(request);
		return (claim != null && claim.standing() == Standing.RELEASING) ? claim : null;
	}

	/** The tenure by which callers may enter, {@code null} if there is none. */
	@Nullable Owned owned() {
		Claim owning = owning();
		return (owning != null) ? owning.owned() : null;
	}

	boolean isEmpty() {
		return this.all.isEmpty();
	}

	boolean idle() {
		return this.all.stream().allMatch(Claim::idle);
	}

	/**
	 * Return the reason for a waiter whose time is up, if the store is to blame: it
	 * fails, or is silent, or too few replicas know the lock. That an answer takes some
	 * time is no outage.
	 */
	@Nullable Refusal refusal(Moment now, long waitedSince) {
		long waited = now.nanos() - waitedSince;
		Refusal failure = this.scope.backoff().refusal();
		if (failure == null && silent(now, waited)) {
			failure = new Refusal.Unavailable(this.scope.instance().store() + " gave no answer within "
					+ TimeUnit.NANOSECONDS.toMillis(waited) + " ms", null);
		}
		return (failure != null) ? failure : this.scope.replicas().refusalSince(waitedSince);
	}

	private boolean silent(Moment now, long waited) {
		boolean late = waited >= this.scope.instance().replyTimeout().toNanos()
				|| !this.scope.instance().health().well();
		return late && this.all.stream().anyMatch((claim) -> claim.silentFor(now, waited / 2));
	}

	// --- rules

	/** Begin to pursue the lock, if that is allowed now. */
	void pursue(Moment now, LockSettings settings, boolean single) {
		if (this.all.isEmpty() && this.scope.backoff().mayTry(now) && this.scope.replicas().mayTry(now)) {
			this.all.add(Claim.first(this.scope, now, settings, single));
		}
	}

	/**
	 * Release the claim that owns.
	 * @param next the settings of the first waiter, {@code null} if nobody waits
	 */
	void release(Moment now, Claim owning, @Nullable LockSettings next) {
		Claim following = (next != null) ? Claim.next(this.scope, now, next) : null;
		this.all.ensureCapacity(this.all.size() + 1); // what may fail is done before the
														// release
		owning.release(now, following);
		if (following != null) {
			this.all.add(following);
		}
	}

	/** Leave the key of the claim that owns to expire, if there is one. */
	void leave(Moment now, long kept) {
		Claim owning = owning();
		if (owning != null) {
			owning.leave(now, kept);
		}
	}

	/** Nobody waits: end the claim that is on its way to the lock. */
	void cancel() {
		Claim pursued = pursued();
		if (pursued != null) {
			pursued.unwanted();
		}
	}

	/** A caller wants one answer now, whatever has failed before. */
	void hurry() {
		this.scope.backoff().forgive();
		this.scope.replicas().forgive();
	}

	/** Send the next commands, and forget claims of which nothing more will be heard. */
	void advance(Moment now) {
		for (int i = 0; i < this.all.size(); i++) {
			this.all.get(i).advance(now);
		}
	}

	void forgetOver() {
		if (!this.all.isEmpty()) {
			this.all.removeIf(Claim::isOver);
		}
	}

	/**
	 * Note when time alone changes something.
	 * @param wanted whether somebody waits
	 */
	void dueAt(Moment now, boolean wanted, Agenda agenda) {
		for (Claim claim : this.all) {
			claim.dueAt(agenda);
		}
		if (wanted && this.all.isEmpty()) {
			// the pause that is over first leads to a look that finds the other one
			noteUnlessOver(this.scope.backoff(), now, agenda);
			noteUnlessOver(this.scope.replicas(), now, agenda);
		}
	}

	private static void noteUnlessOver(Backoff backoff, Moment now, Agenda agenda) {
		if (!backoff.mayTry(now)) {
			agenda.at(backoff.retryAt());
		}
	}

	// --- events

	void granted(Moment now, Request request, long place, long grantLease, long waiting) {
		Claim claim = find(request);
		if (claim == null) {
			giveBack(request);
			return;
		}
		claim.granted(now, place, grantLease, waiting);
		for (Claim other : this.all) {
			if (other != claim) {
				other.nextGranted(now, request);
			}
		}
	}

	void asked(Request owner) {
		Claim claim = find(owner);
		if (claim != null) {
			claim.asked();
		}
		else if (!this.scope.instance().forgetReleased(owner)) {
			giveBack(owner);
		}
	}

	private void giveBack(Request request) {
		this.scope.monitor().afterwards(() -> this.scope.instance().giveBack(this.scope.name(), request, false));
	}

	void subscribed() {
		this.all.forEach(Claim::subscribed);
	}

	void renewNow(Moment now) {
		this.all.forEach((claim) -> claim.renewNow(now));
	}

	void checkDeadlines(Moment now) {
		for (Claim claim : this.all) {
			claim.checkDeadline(now);
		}
	}

	void tick(Moment now) {
		for (Claim claim : this.all) {
			claim.tick(now);
		}
	}

}
