package io.github.batonlock.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One caller that wants a lock.
 * <p>
 * Invariant: {@code state} and what belongs to it change under the mutex of the site
 * only. {@code WAITING}: in the FIFO of the site. {@code CHOSEN}: out of it, {@code hold}
 * is the holder of the site, and the caller is being woken; it goes back to the head of
 * the FIFO if the tenure ends first. {@code INSIDE} and {@code REFUSED} are final.
 */
abstract class Waiter {

	enum State {

		WAITING, CHOSEN, INSIDE, REFUSED

	}

	final LockSettings settings;

	/** The thread that is going to own, {@code null} where the lease itself does. */
	final @Nullable Thread owner;

	final long since;

	/** By the monotonic clock. Put off once, to {@code answerBy}, under the mutex. */
	volatile long deadline;

	/** The stack that wants the lock, where leaks are to be detected. */
	final @Nullable Throwable stack;

	/**
	 * Whether the caller was thrown out of its call, so that it neither waits nor holds.
	 * It may not have had the stack to say so.
	 */
	volatile boolean gone;

	private final long replyTimeout;

	/** Until when one answer of the store is awaited, whatever the timeout. */
	private final long answerBy;

	/** Whether its timeout is over, and one answer settles it now. */
	private boolean awaitsAnswer;

	private volatile State state = State.WAITING;

	@Nullable Hold hold;

	private @Nullable Refusal refusal;

	private @Nullable Site site;

	Waiter(LockSettings settings, @Nullable Thread owner, long since, long replyTimeout) {
		this.settings = settings;
		this.owner = owner;
		this.since = since;
		this.replyTimeout = replyTimeout;
		this.answerBy = since + Math.max(settings.timeout(), replyTimeout);
		this.deadline = (settings.timeout() > 0) ? since + settings.timeout() : this.answerBy;
		this.stack = (settings.leakDetectionThreshold() > 0) ? new Throwable("It was acquired here") : null;
	}

	/**
	 * Let the caller look at the state. Called without any mutex, on any thread.
	 */
	abstract void wake();

	/**
	 * Whether the engine must end the wait at the deadline, because the caller does not.
	 */
	abstract boolean timedByEngine();

	/**
	 * When the engine ends the wait, by the monotonic clock: later than a caller does
	 * that keeps the time itself, and is then certainly gone.
	 */
	long overdueAt() {
		return timedByEngine() ? this.deadline : this.deadline + this.replyTimeout;
	}

	boolean overdue(long now) {
		return now - overdueAt() >= 0;
	}

	/** Whether one answer of the store settles it. */
	boolean singleTry() {
		return this.settings.timeout() <= 0 || this.awaitsAnswer;
	}

	/**
	 * The timeout is over: wait on for one answer, as a single try does.
	 * @return whether that may still come; not if it has been waited for already, or if
	 * the timeout was as long
	 */
	boolean awaitAnswer() {
		if (singleTry() || this.answerBy - this.deadline <= 0) {
			return false;
		}
		this.awaitsAnswer = true;
		this.deadline = this.answerBy;
		return true;
	}

	/** Where it waits; set before it joins. */
	void site(Site site) {
		this.site = site;
	}

	Site site() {
		return Objects.requireNonNull(this.site, "not joined");
	}

	State state() {
		return this.state;
	}

	void choose(Hold hold) {
		this.hold = hold;
		this.state = State.CHOSEN;
	}

	void putBack() {
		this.hold = null;
		this.state = State.WAITING;
	}

	void enter(Hold hold) {
		this.hold = hold;
		this.state = State.INSIDE;
	}

	void refuse(Refusal refusal) {
		this.hold = null;
		this.refusal = refusal;
		this.state = State.REFUSED;
	}

	@Nullable Hold hold() {
		return this.hold;
	}

	@Nullable Refusal refusal() {
		return this.refusal;
	}

}
