package io.github.batonlock.engine.claim;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.store.RenewReply;
import org.jspecify.annotations.Nullable;

/**
 * The request owns, and nobody may enter: as many replicas as must do not know that yet.
 * A tenure that too few of them know is released.
 */
final class Confirming extends State {

	private final Moment deadline;

	private Confirming(State before, Moment deadline) {
		super(before);
		this.deadline = deadline;
	}

	/**
	 * Own from now on, by way of the replicas if the store has any to wait for.
	 * @param before the state that ends
	 * @param now this instant
	 * @param sent an instant from which the lease counts
	 * @param lease length of the lease, which is short after a grant
	 */
	static State orOwned(State before, Moment now, Moment sent, long lease) {
		return needed(before.scope) ? new Confirming(before, sent.plus(lease)) : new Owned(before, now, sent, lease);
	}

	private static boolean needed(ClaimScope scope) {
		return scope.instance().store().replicates();
	}

	@Override
	Standing standing() {
		return Standing.CONFIRMING;
	}

	@Override
	void advance(Moment now) {
		this.slot.send(now, Command.REPLICATE,
				() -> this.scope.instance().store().replicate(this.scope.name(), this.request, this.settings.lease()));
	}

	@Override
	void dueAt(Agenda agenda) {
		agenda.at(this.deadline.nanos());
	}

	@Override
	State renewed(Moment now, Moment sent, RenewReply reply) {
		if (reply instanceof RenewReply.Kept kept) {
			this.scope.replicas().over();
			this.asked |= kept.waiting() > 0;
			return new Owned(this, now, sent, this.settings.leaseNanos());
		}
		return unconfirmed(now, new IllegalStateException("it does not know the lock any more"));
	}

	@Override
	State failed(Moment now, Command command, Throwable error) {
		return (command == Command.REPLICATE) ? unconfirmed(now, error) : this;
	}

	private State unconfirmed(Moment now, Throwable error) {
		this.scope.replicas().failed(now, error);
		Refusal refusal = this.scope.replicas().refusal();
		if (refusal != null) {
			this.scope.demand().answered(now, refusal);
		}
		return release(now, null);
	}

	@Override
	State asked() {
		this.asked = true;
		return this;
	}

	@Override
	State timePassed(Moment now) {
		return this.deadline.passedAt(now) ? Owned.lose(this, now, Owned.late(this.scope)) : this;
	}

	@Override
	State release(Moment now, @Nullable Follower next) {
		return new Releasing(this, now, this.deadline, next);
	}

	@Override
	State leave(Moment now, long kept) {
		return new Leaving(this, this.deadline, now, kept);
	}

}
