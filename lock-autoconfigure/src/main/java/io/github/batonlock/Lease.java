package io.github.batonlock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The right to hold a lock. A lease begins when the lock has been acquired. It ends by
 * {@link #close()}, when {@code max-hold} is over, or by loss: Redis could not be reached
 * until the lease expired, or no longer knows the lease.
 * <p>
 * No two leases of a name are valid at the same time, as long as clocks run at the same
 * rate and Redis keeps the writes that it has acknowledged. Where two concurrent writers
 * would do harm, pass the {@link #fencingToken()} along with each write, and let the
 * target reject tokens that are older than the newest one it has seen. That holds even if
 * a whole JVM was suspended for longer than its lease, between a check and a write.
 * <p>
 * All methods may be called from any thread.
 */
public interface Lease extends AutoCloseable {

	/**
	 * Returns the name of the lock.
	 * @return the name with which the lock was obtained
	 */
	String name();

	/**
	 * Returns a number that rises strictly from lease to lease of the same name. Unless
	 * {@code fencing} is {@code eager}, the first call requests the token from the store.
	 * That takes one command, {@code reply-timeout} at most. Further calls return the
	 * same number.
	 * @return the token
	 * @throws LockLostException if the lease has ended: a stale token is never returned
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 */
	long fencingToken();

	/**
	 * Returns whether the lease is still valid. This method looks at clocks, not at the
	 * store, and errs on the safe side: it returns {@code false} before Redis can give
	 * the lock to another holder.
	 * @return whether the lease is valid
	 */
	boolean isValid();

	/**
	 * Returns whether the lease ended before its holder closed it. After the lease has
	 * been closed, the result includes the answer of the store to the release, which may
	 * be the first to report that the store no longer knew the lock.
	 * {@link #ensureValid()} throws the reason.
	 * @return whether the lease was lost
	 */
	boolean isLost();

	/**
	 * Throws an exception unless the lease is valid.
	 * @throws LockLostException if the lease has ended
	 */
	void ensureValid();

	/**
	 * Returns how long the lease stays valid without further renewals. While renewals
	 * succeed, this is at least a good half of the configured {@code lease}, or the rest
	 * of {@code max-hold}.
	 * @return the remaining time, zero if the lease has ended
	 */
	Duration remaining();

	/**
	 * Registers an action that runs when the lease is lost, while the work under the
	 * lease may still be running. If the lease has already been lost, the action runs at
	 * once. It does not run if the lease is closed in order, even if that lease is a
	 * reentrant one and the outer lease is lost later. The action runs on a thread of the
	 * registry. Its exceptions are logged.
	 * @param action the action to run, at most once
	 */
	void onLost(Runnable action);

	/**
	 * Ends the lease and hands the lock to the next waiter, in this JVM or in another
	 * one. Further calls have no effect, and neither has closing a lost lease. This
	 * method never throws. Once the store has answered, {@link #isLost()} tells whether
	 * the lease had been lost by then.
	 * <p>
	 * Closing the lease of a thread waits until the store has answered, or for
	 * {@code reply-timeout}; after that, the release is repeated in the background.
	 * Closing a lease of {@link LeasedLock#acquireAsync()} does not wait, so any thread
	 * may close it; {@link #closeAsync()} tells when the store has answered.
	 */
	@Override
	void close();

	/**
	 * Ends the lease like {@link #close()}, but never waits: when this method returns,
	 * the lease is no longer valid and its release is on the way. Any thread may call
	 * this method, including threads that the connection to the store needs.
	 * @return a future that completes when the store has answered, or after
	 * {@code reply-timeout}; after that, the release is repeated in the background. It
	 * never completes with an exception. It completes on a thread of the registry, after
	 * listeners have been notified. The future of a further call is already completed.
	 * Cancelling the future has no effect
	 */
	CompletableFuture<Void> closeAsync();

}
