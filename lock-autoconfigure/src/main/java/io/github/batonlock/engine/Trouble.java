package io.github.batonlock.engine;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong with the commands of a site since the last reply, and when to try
 * again. Guarded by the mutex of its site.
 */
final class Trouble {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int MOST_DOUBLINGS = 4;

	private final Engine engine;

	private @Nullable Throwable last;

	private int failures;

	private long retryAt;

	Trouble(Engine engine) {
		this.engine = engine;
	}

	void failed(Moment now, Throwable error) {
		this.last = cause(error);
		this.retryAt = now.nanos() + this.engine.jitter(FIRST_PAUSE << Math.min(this.failures, MOST_DOUBLINGS));
		this.failures++;
	}

	void over() {
		this.last = null;
		this.failures = 0;
	}

	/** Let the next try not wait. */
	void forgive() {
		this.failures = 0;
	}

	boolean isThere() {
		return this.last != null;
	}

	boolean mayTry(Moment now) {
		return this.failures == 0 || now.nanos() - this.retryAt >= 0;
	}

	long retryAt() {
		return this.retryAt;
	}

	/** As the end of a sentence. */
	String inWords() {
		return (this.last != null) ? ": " + this.last.getMessage() : "";
	}

	@Nullable Refusal refusal() {
		if (this.last instanceof LinkageError unusable) {
			return new Refusal.Unusable(reason(unusable), unusable);
		}
		return (this.last != null) ? new Refusal.Unavailable(reason(this.last), this.last) : null;
	}

	/** What an error says about the store. */
	String reason(Throwable error) {
		Throwable cause = cause(error);
		String verb = (cause instanceof TimeoutException) ? " gave " : " failed: ";
		return this.engine.store() + verb + cause.getMessage();
	}

	private static Throwable cause(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

}
