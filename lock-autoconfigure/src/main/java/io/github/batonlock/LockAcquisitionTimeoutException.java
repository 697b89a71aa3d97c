package io.github.batonlock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * A lock was held by others for as long as the caller was willing to wait.
 */
public class LockAcquisitionTimeoutException extends CannotAcquireLockException {

	private final String lockName;

	private final Duration waited;

	private final @Nullable String holder;

	/**
	 * Create an exception.
	 * @param lockName name of the lock
	 * @param waited how long it was waited for
	 * @param holder who holds the lock, if known
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
	 * A copy of this exception that also says who wanted the lock.
	 * @param whom the method, or whatever else tells it
	 * @return an exception with the same trace and cause
	 */
	public LockAcquisitionTimeoutException wantedBy(String whom) {
		return Copies.traced(new LockAcquisitionTimeoutException(this, whom), this);
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

	/**
	 * Who held the lock when the wait ended: a thread of this JVM, or another instance.
	 * @return the holder in words, {@code null} if not known
	 */
	public @Nullable String getHolder() {
		return this.holder;
	}

}
