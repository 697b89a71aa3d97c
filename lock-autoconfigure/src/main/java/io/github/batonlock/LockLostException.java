package io.github.batonlock;

import org.springframework.dao.ConcurrencyFailureException;

/**
 * Thrown when a lease ended before its holder closed it. Work done under the lease may
 * have overlapped with the work of the next holder.
 */
public class LockLostException extends ConcurrencyFailureException {

	private final String lockName;

	/**
	 * Creates an exception.
	 * @param lockName name of the lock
	 * @param reason why the lease ended, as the rest of the sentence "Lock 'x' was lost:
	 * "
	 */
	public LockLostException(String lockName, String reason) {
		super(Shown.text("Lock '" + lockName + "' was lost: " + reason));
		this.lockName = lockName;
	}

	private LockLostException(LockLostException original, String whom) {
		super(Copies.wanted(original, whom), original.getCause());
		this.lockName = original.lockName;
	}

	/**
	 * Returns a copy of this exception whose message also names the caller that requested
	 * the lock.
	 * @param whom description of the caller, such as the method
	 * @return an exception with the same trace and cause
	 */
	public LockLostException wantedBy(String whom) {
		return Copies.traced(new LockLostException(this, whom), this);
	}

	/**
	 * Returns the name of the lock.
	 * @return the name with which the lock was obtained
	 */
	public String getLockName() {
		return this.lockName;
	}

}
