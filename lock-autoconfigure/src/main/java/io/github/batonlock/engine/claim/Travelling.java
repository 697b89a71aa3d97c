package io.github.batonlock.engine.claim;

import java.util.OptionalLong;

import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * The request travels with the release of the claim before it, as the next one to be
 * queued. It sends nothing itself, and the store may know it. That nobody waits for it
 * any more is looked at when the release is answered.
 */
final class Travelling extends State {

	Travelling(ClaimScope scope, Request request, LockSettings settings, CommandSlot slot, Moment now) {
		super(scope, request, settings, slot, now);
	}

	@Override
	Standing standing() {
		return Standing.PURSUED;
	}

	@Override
	State followed(Moment now, Moment sent, @Nullable ReleaseReply reply) {
		if (reply instanceof ReleaseReply.Granted granted) {
			this.origin = Origin.THIS_JVM;
			return own(now, sent, this.settings.leaseNanos(), granted.waiting(), OptionalLong.empty());
		}
		if (reply instanceof ReleaseReply.Queued queued && this.scope.demand().patient()) {
			this.scope.demand().answered(now, null);
			return new Queued(this, now, sent, OptionalLong.of(queued.place()), this.settings.lease());
		}
		State ended = new Ended(this); // first, as it may fail
		giveBack(reply == null);
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

}
