package io.github.batonlock;

import java.time.Duration;

/**
 * Thrown when a thread was interrupted while it waited for a lock in a method that does
 * not declare {@link InterruptedException}. Its interrupt flag is set again, and it does
 * not hold the lock.
 */
public class LockInterruptedException extends RuntimeException {

	private final String lockName;

	private final Duration waited;

	/**
	 * Creates an exception.
	 * @param lockName name of the lock
	 * @param waited how long the caller waited for the lock
	 */
	public LockInterruptedException(String lockName, Duration waited) {
		super("Interrupted after waiting " + waited.toMillis() + " ms for lock '" + Shown.text(lockName) + "'");
		this.lockName = lockName;
		this.waited = waited;
	}

	private LockInterruptedException(LockInterruptedException original, String whom) {
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
	public LockInterruptedException wantedBy(String whom) {
		return Copies.traced(new LockInterruptedException(this, whom), this);
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
