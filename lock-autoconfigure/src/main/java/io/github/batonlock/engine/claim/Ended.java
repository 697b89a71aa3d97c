package io.github.batonlock.engine.claim;

import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.AcquireReply;

/**
 * The site does not want the request. Whatever is still heard of it is given back.
 */
final class Ended extends State {

	Ended(State before) {
		super(before);
	}

	@Override
	Standing standing() {
		return Standing.ENDED;
	}

	@Override
	boolean idle() {
		return this.slot.free();
	}

	@Override
	State acquired(Moment now, Moment sent, AcquireReply reply) {
		giveBack(false);
		return this;
	}

	@Override
	State acquiredLate() {
		giveBack(false);
		return this;
	}

	@Override
	State failed(Moment now, Command command, Throwable error) {
		if (command == Command.TRY || command == Command.ACQUIRE) {
			giveBack(true);
		}
		return this;
	}

	@Override
	State granted(Moment now, long place, long grantLease, long waiting) {
		giveBack(false);
		return this;
	}

	/** The first ask after a release may have been on its way. */
	@Override
	State asked() {
		if (!this.scope.instance().forgetReleased(this.request)) {
			giveBack(false);
		}
		return this;
	}

}
