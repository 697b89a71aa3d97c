package io.github.batonlock;

import org.springframework.dao.ConcurrencyFailureException;

/**
 * A lease ended before its holder closed it. Work done under it may have overlapped with
 * that of the next holder.
 */
public class LockLostException extends ConcurrencyFailureException {

	private final String lockName;

	/**
	 * Create an exception.
	 * @param lockName name of the lock
	 * @param reason why the lease ended, continuing the sentence "Lock 'x' was lost: "
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
	 * A copy of this exception that also says who wanted the lock.
	 * @param whom the method, or whatever else tells it
	 * @return an exception with the same trace and cause
	 */
	public LockLostException wantedBy(String whom) {
		return Copies.traced(new LockLostException(this, whom), this);
	}

	/**
	 * Name of the lock.
	 * @return the name by which it was obtained
	 */
	public String getLockName() {
		return this.lockName;
	}

}
