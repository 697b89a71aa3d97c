package io.github.batonlock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The right to be inside a lock. It begins when the lock has been acquired and ends by
 * {@link #close()}, when {@code max-hold} is over, or by loss: Redis could not be reached
 * until the lease ran out, or no longer knows it.
 * <p>
 * No two leases of a name are valid at the same time, as long as clocks run at the same
 * rate and Redis keeps what it acknowledged. Code that writes where two writers would do
 * harm passes the {@link #fencingToken()} along, and lets the written resource refuse
 * tokens older than the newest it has seen: that holds even when a whole JVM has been
 * stopped for longer than its lease, between a check and a write.
 * <p>
 * All methods may be called from any thread.
 */
public interface Lease extends AutoCloseable {

	/**
	 * Name of the lock.
	 * @return the name by which it was obtained
	 */
	String name();

	/**
	 * A number that rises strictly from lease to lease of one name. It is drawn from the
	 * store when first asked for, unless {@code fencing} is {@code eager}; this takes one
	 * command, at most {@code reply-timeout}. Afterwards the same number is returned.
	 * @return the token
	 * @throws LockLostException if the lease has ended: a stale token is never returned
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 */
	long fencingToken();

	/**
	 * Whether the lease has not ended. Asks clocks, not the store, and errs on the safe
	 * side: it is false before Redis could give the lock to anybody else.
	 * @return whether the lease is valid
	 */
	boolean isValid();

	/**
	 * Whether the lease ended before its holder closed it. Once it has been closed, this
	 * also tells what the store answered to the release: that it did not know the lock
	 * any more. {@link #ensureValid()} throws what happened.
	 * @return whether the lease was lost
	 */
	boolean isLost();

	/**
	 * Do nothing if the lease is valid.
	 * @throws LockLostException if the lease has ended
	 */
	void ensureValid();

	/**
	 * How long the lease stays valid if it cannot be renewed any more. As long as it can
	 * be, this is at least a good half of the configured {@code lease}, or what is left
	 * of {@code max-hold}.
	 * @return the time left, zero if the lease has ended
	 */
	Duration remaining();

	/**
	 * Run an action when the lease is lost, while the work under it may still run; at
	 * once if it has been lost already. It is not run when the lease is closed in order,
	 * also if that is a re-entered one and the outer one is lost later. The action runs
	 * on a thread of the registry; what it throws is logged.
	 * @param action what to run, at most once
	 */
	void onLost(Runnable action);

	/**
	 * End the lease and let the next waiter in, here or in another JVM. Further calls do
	 * nothing, nor does closing a lease that was lost. Throws nothing: whether the lease
	 * had been lost by then is told by {@link #isLost()}, when the store has answered.
	 * <p>
	 * The lease of a thread waits until the store has answered, or for
	 * {@code reply-timeout}, from when on the release is repeated in the background. A
	 * lease of {@link LeasedLock#acquireAsync()} waits for nothing, so that any thread
	 * may close it: {@link #closeAsync()} tells when the store has answered.
	 */
	@Override
	void close();

	/**
	 * End the lease as {@link #close()} does, but never wait: when this returns, the
	 * lease is not valid any more and its release is on the way. Any thread may call
	 * this, one that the connection to the store needs included.
	 * @return a future that ends when the store has answered, or after
	 * {@code reply-timeout}, from when on the release is repeated in the background. It
	 * never ends with an exception. It ends on a thread of the registry, after listeners
	 * have been told; that of a further call has ended already. Cancelling it changes
	 * nothing
	 */
	CompletableFuture<Void> closeAsync();

}
