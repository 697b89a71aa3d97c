package io.github.batonlock.engine.claim;

import java.util.OptionalLong;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.Request;

/**
 * The request is on its way to the store, which has told no place for it. While the slot
 * is free the store does not know the request. A grant of it counts from the beginning of
 * the claim, and is never void.
 */
final class Trying extends State {

	/** Whether the first try is past, which cannot queue. */
	private boolean tried;

	Trying(ClaimScope scope, Request request, LockSettings settings, CommandSlot slot, Moment now) {
		super(scope, request, settings, slot, now);
		this.tried = scope.instance().busy(scope.name());
	}

	@Override
	Standing standing() {
		return Standing.PURSUED;
	}

	@Override
	void advance(Moment now) {
		if (this.tried) {
			Enqueue enqueue = this.scope.demand().patient() ? Queued.enqueue(this, now) : Enqueue.NO;
			Queued.acquire(this, now, enqueue);
		}
		else {
			this.slot.send(now, Command.TRY,
					() -> this.scope.instance()
						.store()
						.tryAcquire(this.scope.name(), this.request, this.settings.lease()));
		}
	}

	@Override
	void dueAt(Agenda agenda) {
		// every conclusion sends a command
	}

	@Override
	State acquired(Moment now, Moment sent, AcquireReply reply) {
		if (reply instanceof AcquireReply.Granted granted) {
			this.scope.instance().busy(this.scope.name(), false);
			return own(now, sent, this.settings.leaseNanos(), granted.waiting(), OptionalLong.empty());
		}
		this.tried = true;
		if (!(reply instanceof AcquireReply.Wait wait)) {
			this.scope.instance().busy(this.scope.name(), true);
			return this;
		}
		seen(now, wait);
		ownedByOthers(now, wait);
		boolean stays = wait.place().isEmpty() && !(this.settings.spin() && this.scope.demand().patient());
		return stays ? this : Queued.waiting(this, now, sent, wait);
	}

	@Override
	State failed(Moment now, Command command, Throwable error) {
		State ended = new Ended(this); // first, as it may fail
		Refusal refusal = this.scope.backoff().refusal();
		if (refusal != null) {
			this.scope.demand().answered(now, refusal);
		}
		giveBack(true);
		return ended;
	}

	@Override
	State granted(Moment now, long place, long grantLease, long waiting) {
		this.origin = Origin.OTHER_JVM;
		return own(now, this.began, grantLease, waiting, OptionalLong.of(place));
	}

	private State own(Moment now, Moment sent, long lease, long waiting, OptionalLong heard) {
		this.asked |= waiting > 0;
		return late(now, sent, lease) ? Queued.late(this, heard) : Confirming.orOwned(this, now, sent, lease);
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

	/** If a command is under way, its answer is given back. */
	@Override
	State unwanted() {
		return new Ended(this);
	}

}
