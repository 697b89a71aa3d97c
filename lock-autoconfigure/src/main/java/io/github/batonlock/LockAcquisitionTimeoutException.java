package io.github.batonlock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Thrown when others held a lock for the whole time that the caller was willing to wait.
 */
public class LockAcquisitionTimeoutException extends CannotAcquireLockException {

	private final String lockName;

	private final Duration waited;

	private final @Nullable String holder;

	/**
	 * Creates an exception.
	 * @param lockName name of the lock
	 * @param waited how long the caller waited for the lock
	 * @param holder description of the holder, if known
	 */
	public LockAcquisitionTimeoutException(String lockName, Duration waited, @Nullable String holder) {
		super(Shown.text("Lock '" + lockName + "' was not acquired within " + waited.toMillis() + " ms"
				+ ((holder != null) ? ": held by " + holder : "")));
		this.lockName = lockName;
		this.waited = waited;
		this.holder = holder;
	}

	private LockAcquisitionTimeoutException(LockAcquisitionTimeoutException original, String whom) {
		super(Copies.wanted(original, whom), original.getCause());
		this.lockName = original.lockName;
		this.waited = original.waited;
		this.holder = original.holder;
	}

	/**
	 * Returns a copy of this exception whose message also names the caller that requested
	 * the lock.
	 * @param whom description of the caller, such as the method
	 * @return an exception with the same trace and cause
	 */
	public LockAcquisitionTimeoutException wantedBy(String whom) {
		return Copies.traced(new LockAcquisitionTimeoutException(this, whom), this);
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

	/**
	 * Returns a description of the holder at the end of the wait: a thread of this JVM,
	 * or another instance.
	 * @return the description, {@code null} if the holder is unknown
	 */
	public @Nullable String getHolder() {
		return this.holder;
	}

}
