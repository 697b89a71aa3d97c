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
		super("Lock '" + lockName + "' was lost: " + reason);
		this.lockName = lockName;
	}

	/**
	 * Name of the lock.
	 * @return the name by which it was obtained
	 */
	public String getLockName() {
		return this.lockName;
	}

}
