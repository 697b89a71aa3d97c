package io.github.batonlock.engine.site;

import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One caller that wants a lock.
 * <p>
 * Invariant: {@code state} and what belongs to it change under the mutex of the site
 * only. {@code WAITING}: in the FIFO of the site. {@code CHOSEN}: out of it, {@code hold}
 * is the holder of the site, and the caller is being woken; it goes back to the head of
 * the FIFO if the tenure ends first. {@code INSIDE} and {@code REFUSED} are final.
 */
public abstract class Waiter implements Hold.Caller {

	/**
	 * The states of a waiter.
	 */
	public enum State {

		/**
		 * In the FIFO.
		 */
		WAITING,

		/**
		 * Let in, and being woken.
		 */
		CHOSEN,

		/**
		 * Inside, or inside in the past.
		 */
		INSIDE,

		/**
		 * Told why it does not get the lock.
		 */
		REFUSED

	}

	/** The settings of the acquisition. */
	public final LockSettings settings;

	/** The thread that is going to own, {@code null} where the lease itself does. */
	final @Nullable Thread owner;

	/** When the wait began, by the monotonic clock. */
	public final long since;

	/** By the monotonic clock. Put off once, to {@code answerBy}, under the mutex. */
	public volatile long deadline;

	/** The stack that wants the lock, where leaks are to be detected. */
	final @Nullable Throwable stack;

	/**
	 * Whether the caller was thrown out of its call, so that it neither waits nor holds.
	 * It may not have had the stack to say so.
	 */
	public volatile boolean gone;

	private final long replyTimeout;

	/** Until when one answer of the store is awaited, whatever the timeout. */
	private final long answerBy;

	/** Whether its timeout is over, and one answer settles it now. */
	private boolean awaitsAnswer;

	private volatile State state = State.WAITING;

	/** Set under the mutex; read by the caller itself. */
	public @Nullable Hold hold;

	private @Nullable Refusal refusal;

	/**
	 * Create a waiter.
	 * @param settings the settings of the acquisition
	 * @param owner the thread that is going to own, {@code null} where the lease does
	 * @param since when the wait begins, by the monotonic clock
	 * @param replyTimeout how long to wait for one answer of the store
	 */
	protected Waiter(LockSettings settings, @Nullable Thread owner, long since, long replyTimeout) {
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
	protected abstract void wake();

	/**
	 * Whether the engine must end the wait at the deadline, because the caller does not.
	 */
	protected abstract boolean timedByEngine();

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

	@Override
	public @Nullable Thread owner() {
		return this.owner;
	}

	@Override
	public @Nullable Throwable stack() {
		return this.stack;
	}

	@Override
	public LockSettings settings() {
		return this.settings;
	}

	@Override
	public boolean isGone() {
		return this.gone;
	}

	@Override
	public void markGone() {
		this.gone = true;
	}

	/**
	 * Return the state. Read by any thread.
	 * @return the state
	 */
	public State state() {
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

	/**
	 * Return the hold.
	 * @return the hold, {@code null} unless chosen or inside
	 */
	public @Nullable Hold hold() {
		return this.hold;
	}

	/**
	 * Return why it does not get the lock.
	 * @return the reason, {@code null} unless refused
	 */
	public @Nullable Refusal refusal() {
		return this.refusal;
	}

}
