package io.github.batonlock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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

	private boolean tokenWanted;

	Seat(Site site, Engine engine) {
		this.site = site;
		this.engine = engine;
	}

	boolean free() {
		return this.holder == null;
	}

	/** Whether no trace of anybody is left. */
	boolean unused() {
		return this.holder == null && this.lost.isEmpty();
	}

	@Nullable Hold holder() {
		return this.holder;
	}

	void offer(Waiter next, Tenure tenure, Moment now) {
		this.holder = new Hold(this.site, tenure, next, now);
		this.chosen = next;
		next.choose(this.holder);
	}

	boolean take(Waiter waiter) {
		if (waiter != this.chosen || this.holder == null) {
			return false;
		}
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

	boolean offeredTo(Waiter waiter) {
		return this.chosen == waiter;
	}

	@Nullable Hold holdOf(Thread thread) {
		if (this.holder != null && this.chosen == null && this.holder.ownedBy(thread)) {
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
	boolean leave(Hold hold) {
		if (hold.isLost()) {
			this.lost.remove(hold);
			return false;
		}
		hold.close();
		this.holder = null;
		failToken(hold);
		return true;
	}

	void lose(Moment now, String reason) {
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
		long held = hold.since.nanosUntil(now);
		this.site.afterwards(() -> this.engine.events().lost(hold, held, actions));
	}

	/**
	 * End a hold that has been held for longer than it may be.
	 */
	void endOverdue(Moment now) {
		Moment end = (this.holder != null && this.chosen == null) ? this.holder.end() : null;
		if (end != null && end.passedAt(now)) {
			lose(now, "it was held for longer than max-hold");
		}
	}

	void forgetTheDead() {
		this.lost.removeIf(Hold::ownerIsGone);
	}

	@Nullable String inWords(Moment now) {
		if (this.holder == null) {
			return null;
		}
		Thread owner = this.holder.owner;
		return ((owner != null) ? "thread '" + owner.getName() + "'" : "an asynchronous lease") + " of this JVM, for "
				+ TimeUnit.NANOSECONDS.toMillis(this.holder.since.nanosUntil(now)) + " ms";
	}

	// --- fencing tokens

	CompletableFuture<Long> token(Hold hold, Tenure tenure) {
		CompletableFuture<Long> token = hold.token();
		if (token == null) {
			token = new CompletableFuture<>();
			hold.token(token);
			this.tokenWanted = true;
			giveToken(tenure);
		}
		return token;
	}

	boolean wantsToken() {
		return this.tokenWanted;
	}

	void giveToken(Tenure tenure) {
		CompletableFuture<Long> token = (this.holder != null) ? this.holder.token() : null;
		if (this.tokenWanted && token != null && tenure.hasToken()) {
			this.tokenWanted = false;
			long number = tenure.takeToken();
			this.site.afterwards(() -> token.complete(number));
		}
	}

	void refuseToken(Refusal refusal) {
		CompletableFuture<Long> token = (this.holder != null) ? this.holder.token() : null;
		if (this.tokenWanted && this.holder != null && token != null) {
			this.tokenWanted = false;
			this.holder.token(null);
			this.site.afterwards(() -> token
				.completeExceptionally(refusal.toException(this.site.name(), this.engine.replyTimeout())));
		}
	}

	private void failToken(Hold ended) {
		CompletableFuture<Long> token = ended.token();
		if (this.tokenWanted && token != null) {
			this.tokenWanted = false;
			this.site.afterwards(() -> token.completeExceptionally(ended.loss()));
		}
	}

}
