package io.github.batonlock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The store could not be reached or gave no useful answer, so nothing is known about the
 * lock. Never reported as "somebody else holds it".
 */
public class LockUnavailableException extends DataAccessResourceFailureException {

	private final String lockName;

	private final Duration waited;

	/**
	 * Create an exception.
	 * @param lockName name of the lock
	 * @param waited how long it was waited for
	 * @param reason what is wrong, continuing the sentence "Lock 'x' is unavailable: "
	 * @param cause the last error of the store, if there was one
	 */
	public LockUnavailableException(String lockName, Duration waited, String reason, @Nullable Throwable cause) {
		super(Shown.text("Lock '" + lockName + "' is unavailable: " + reason
				+ (waited.isZero() ? "" : " (waited " + waited.toMillis() + " ms)")), cause);
		this.lockName = lockName;
		this.waited = waited;
	}

	private LockUnavailableException(LockUnavailableException original, String whom) {
		super(Copies.wanted(original, whom), original.getCause());
		this.lockName = original.lockName;
		this.waited = original.waited;
	}

	/**
	 * A copy of this exception that also says who wanted the lock.
	 * @param whom the method, or whatever else tells it
	 * @return an exception with the same trace and cause
	 */
	public LockUnavailableException wantedBy(String whom) {
		return Copies.traced(new LockUnavailableException(this, whom), this);
	}

	/**
	 * Name of the lock.
	 * @return the name by which it was obtained
	 */
	public String getLockName() {
		return this.lockName;
	}

	/**
	 * How long the lock was waited for.
	 * @return the time
	 */
	public Duration getWaited() {
		return this.waited;
	}

}
