package io.github.batonlock.engine.claim;

import java.time.Duration;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.Request;

/**
 * The key is left to expire, under a holder that believes to be inside or for the rest of
 * {@code min-hold}. Nothing gives it back meanwhile, whoever asks.
 */
final class Leaving extends State {

	/** What is to stand in the key: its lease is the time for which the key is kept. */
	private final Request left;

	private final Moment keyUntil;

	/** When it has certainly expired. */
	private final Moment end;

	private boolean told;

	/**
	 * Leave a key.
	 * @param before the state that ends
	 * @param deadline until when the request owns if nothing is sent
	 * @param now this instant
	 * @param kept for how long the key is to be kept from now on, zero to leave it as it
	 * is
	 */
	Leaving(State before, Moment deadline, Moment now, long kept) {
		super(before);
		// a key with more time left than its lease would be shortened by whoever finds it
		this.left = (kept > 0) ? this.request.withLease(Duration.ofNanos(kept)) : this.request;
		this.keyUntil = now.plus(kept);
		this.end = (now.nanosLeft(deadline) > kept) ? deadline : this.keyUntil;
		this.told = kept == 0;
	}

	@Override
	Standing standing() {
		return Standing.LEAVING;
	}

	@Override
	boolean idle() {
		return this.slot.free() && this.told;
	}

	@Override
	boolean has(Request key) {
		return super.has(key) || this.left.equals(key);
	}

	@Override
	void advance(Moment now) {
		if (!this.told && this.scope.backoff().mayTry(now)) {
			send(now);
		}
	}

	private void send(Moment now) {
		Duration time = Duration.ofNanos(now.nanosLeft(this.keyUntil));
		if (time.isNegative() || time.isZero()) {
			this.told = true;
			return;
		}
		this.slot.send(now, Command.LEAVE,
				() -> this.scope.instance().store().leave(this.scope.name(), this.request, this.left, time));
	}

	@Override
	void dueAt(Agenda agenda) {
		agenda.at(this.end.nanos());
		if (!this.told && this.slot.free()) {
			agenda.at(this.scope.backoff().retryAt());
		}
	}

	@Override
	State left() {
		this.told = true;
		return this;
	}

	@Override
	State failed(Moment now, Command command, Throwable error) {
		this.told |= this.keyUntil.passedAt(now);
		return this;
	}

	@Override
	State timePassed(Moment now) {
		return this.end.passedAt(now) ? new Ended(this) : this;
	}

}
