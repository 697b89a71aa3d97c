package io.github.batonlock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Thrown when the store could not be reached or gave no useful answer, so that the state
 * of the lock is unknown. Never used if another caller holds the lock.
 */
public class LockUnavailableException extends DataAccessResourceFailureException {

	private final String lockName;

	private final Duration waited;

	/**
	 * Creates an exception.
	 * @param lockName name of the lock
	 * @param waited how long the caller waited for the lock
	 * @param reason the reason, as the rest of the sentence "Lock 'x' is unavailable: "
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
	 * Returns a copy of this exception whose message also names the caller that requested
	 * the lock.
	 * @param whom description of the caller, such as the method
	 * @return an exception with the same trace and cause
	 */
	public LockUnavailableException wantedBy(String whom) {
		return Copies.traced(new LockUnavailableException(this, whom), this);
	}

	/**
	 * Returns the name of the lock.
	 * @return the name with which the lock was obtained
	 */
	public String getLockName() {
		return this.lockName;
	}

	/**
	 * Returns how long the caller waited for the lock.
	 * @return the time
	 */
	public Duration getWaited() {
		return this.waited;
	}

}
