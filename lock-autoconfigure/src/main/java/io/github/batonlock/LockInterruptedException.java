package io.github.batonlock;

import java.time.Duration;

/**
 * A thread was interrupted while it waited for a lock in a method that does not declare
 * {@link InterruptedException}. Its interrupt flag is set again, and it does not hold the
 * lock.
 */
public class LockInterruptedException extends RuntimeException {

	private final String lockName;

	private final Duration waited;

	/**
	 * Create an exception.
	 * @param lockName name of the lock
	 * @param waited how long it was waited for
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
	 * A copy of this exception that also says who wanted the lock.
	 * @param whom the method, or whatever else tells it
	 * @return an exception with the same trace and cause
	 */
	public LockInterruptedException wantedBy(String whom) {
		return Copies.traced(new LockInterruptedException(this, whom), this);
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
