package io.github.batonlock.engine.support;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The failures of the commands of a site since the last reply, and the pause until the
 * next try. Guarded by the mutex of its site.
 */
public final class Backoff {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int MOST_DOUBLINGS = 4;

	private final Object store;

	private final LongUnaryOperator jitter;

	private @Nullable Throwable last;

	private int failures;

	private long failedAt;

	private long retryAt;

	/**
	 * Create it without a failure.
	 * @param store the store, as messages speak of it
	 * @param jitter makes a pause a little shorter
	 */
	public Backoff(Object store, LongUnaryOperator jitter) {
		this.store = store;
		this.jitter = jitter;
	}

	/**
	 * Note a failure. Each one in a row makes the pause longer.
	 * @param now this instant
	 * @param error the failure
	 */
	public void failed(Moment now, Throwable error) {
		this.last = cause(error);
		this.failedAt = now.nanos();
		this.retryAt = now.nanos() + this.jitter.applyAsLong(FIRST_PAUSE << Math.min(this.failures, MOST_DOUBLINGS));
		this.failures++;
	}

	/**
	 * Note a reply, which ends the failures.
	 */
	public void over() {
		this.last = null;
		this.failures = 0;
	}

	/**
	 * Let the next try not wait.
	 */
	public void forgive() {
		this.failures = 0;
	}

	/**
	 * Return whether the newest command has failed.
	 * @return whether it has
	 */
	public boolean isFailing() {
		return this.last != null;
	}

	/**
	 * Return whether the pause is over.
	 * @param now this instant
	 * @return whether the next command may be sent
	 */
	public boolean mayTry(Moment now) {
		return this.failures == 0 || now.nanos() - this.retryAt >= 0;
	}

	/**
	 * Return the end of the pause.
	 * @return reading of the monotonic clock, in the past if there is no pause
	 */
	public long retryAt() {
		return this.retryAt;
	}

	/**
	 * Return the last failure in words.
	 * @return the end of a sentence, empty if there is no failure
	 */
	public String inWords() {
		return (this.last != null) ? ": " + this.last.getMessage() : "";
	}

	/**
	 * Return the reason for waiters that are refused because of the last failure.
	 * @return the reason, {@code null} if there is no failure
	 */
	public @Nullable Refusal refusal() {
		if (this.last instanceof LinkageError unusable) {
			return new Refusal.Unusable(reason(unusable), unusable);
		}
		return (this.last != null) ? new Refusal.Unavailable(reason(this.last), this.last) : null;
	}

	/**
	 * Return the reason for a waiter if the last failure came while it waited.
	 * @param waitedSince when its wait began, by the monotonic clock
	 * @return the reason, {@code null} if there is none
	 */
	public @Nullable Refusal refusalSince(long waitedSince) {
		return (this.failedAt - waitedSince >= 0) ? refusal() : null;
	}

	/**
	 * Describe an error of the store.
	 * @param error the error
	 * @return a sentence about the store
	 */
	public String reason(Throwable error) {
		Throwable cause = cause(error);
		String verb = (cause instanceof TimeoutException) ? " gave " : " failed: ";
		return this.store + verb + cause.getMessage();
	}

	private static Throwable cause(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

}
