package io.github.batonlock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A distributed lock that is held for the length of a {@link Lease}.
 * <p>
 * It is a {@link Lock} with everything but conditions, and more: leases that close
 * themselves in a {@code try} block, and acquisition without blocking.
 * <p>
 * <b>Waiting</b> is always bounded. Methods without a timeout of their own,
 * {@link #lock()} included, wait for the configured {@code timeout} and then throw. A
 * timeout of zero makes one try: it awaits one answer of the store, at most
 * {@code reply-timeout}. So does one that is shorter than that answer takes, as long as
 * the store is well: a free lock is had by it, and a slow answer is no outage.
 * <p>
 * <b>Ownership.</b> The blocking methods make the calling thread the owner. It may
 * acquire the lock again, at no cost, and must release it as often. If the thread ends
 * without having done so the lock is released in its place, a second or so later, even if
 * another thread has been given the lease. {@link #acquireAsync()} makes the lease itself
 * the owner: it may travel between threads and nobody re-enters it. It is released in its
 * place, some time later, if it was thrown away without having been closed.
 * <p>
 * <b>Order.</b> Waiters of one JVM are served in the order in which they came; JVMs take
 * turns.
 * <p>
 * <b>Interrupts.</b> {@link #lock()} ignores them and restores the flag; all other
 * blocking methods end with an exception, with the flag set where that exception is not
 * {@link InterruptedException}. An interrupted thread never holds the lock it waited for.
 * Where {@code interrupt-on-lost} is set, the thread that owns a lease is interrupted
 * when that is lost, as long as it has not released it. If its work does not respond, the
 * flag stays set: it cannot be told from an interrupt that somebody else has sent.
 */
public interface LeasedLock extends Lock {

	/**
	 * Name of the lock.
	 * @return the name by which it was obtained
	 */
	String name();

	/**
	 * How long methods without a timeout of their own wait for the lock.
	 * @return the configured {@code timeout}, zero for a single try
	 */
	Duration timeout();

	/**
	 * Acquire the lock, waiting no longer than the configured {@code timeout}.
	 * @return the lease, to be closed by the caller
	 * @throws LockAcquisitionTimeoutException if others held the lock for all that time
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	Lease acquire();

	/**
	 * Acquire the lock, waiting no longer than the given time.
	 * @param timeout how long to wait, zero for a single try
	 * @return the lease, to be closed by the caller
	 * @throws IllegalArgumentException if the timeout is negative
	 * @throws LockAcquisitionTimeoutException if others held the lock for all that time
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	Lease acquire(Duration timeout);

	/**
	 * Acquire the lock now or not at all.
	 * @return the lease, to be closed by the caller, or empty if somebody else holds or
	 * awaits the lock
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	Optional<Lease> tryAcquire();

	/**
	 * Acquire the lock if that is possible within the given time.
	 * @param timeout how long to wait, zero for a single try
	 * @return the lease, to be closed by the caller, or empty if others held the lock for
	 * all that time
	 * @throws IllegalArgumentException if the timeout is negative
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	Optional<Lease> tryAcquire(Duration timeout);

	/**
	 * Acquire the lock without blocking, waiting no longer than the configured
	 * {@code timeout}.
	 * @return a future like that of {@link #acquireAsync(Duration)}
	 */
	CompletableFuture<Lease> acquireAsync();

	/**
	 * Acquire the lock without blocking, waiting no longer than the given time. The lease
	 * belongs to nobody but whoever has it. Cancelling the future, or completing it in
	 * any other way, ends the wait; a lease that was granted meanwhile is released.
	 * <p>
	 * Cancelling a future that depends on this one, as {@code thenApply} gives it, ends
	 * no wait: the lock is acquired, what depends on it is not run, and the lease is left
	 * to nobody. Whoever gives such a future away passes its cancel on to this one. A
	 * lease that nobody refers to any more and nobody has closed is released in its
	 * place, with a warning, when the garbage collector has found it, unless an action
	 * waits for its loss.
	 * <p>
	 * Actions that depend on the future run on a thread of the registry, never on one
	 * that the connection to the store needs. The registry has a thread for each action
	 * that runs at a time, so no action waits for another one, nor for a thread of the
	 * application. They are the {@linkplain CompletableFuture#defaultExecutor() default
	 * executor} of the future, too: the {@code …Async} methods never run an action on the
	 * calling thread.
	 * @param timeout how long to wait, zero for a single try
	 * @return a future that ends with the lease or with a
	 * {@link LockAcquisitionTimeoutException} or {@link LockUnavailableException}
	 * @throws IllegalArgumentException if the timeout is negative
	 */
	CompletableFuture<Lease> acquireAsync(Duration timeout);

	/**
	 * The lease by which the calling thread holds this lock, so that code deep inside can
	 * ask for its fencing token. It is the holder's: closing it is not for those who find
	 * it here.
	 * @return the lease, empty if this thread does not hold the lock
	 */
	Optional<Lease> current();

	/**
	 * Acquire the lock, waiting no longer than the configured {@code timeout} and
	 * ignoring interrupts meanwhile; the flag is restored.
	 * @throws LockAcquisitionTimeoutException if others held the lock for all that time
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	@Override
	void lock();

	/**
	 * Acquire the lock, waiting no longer than the configured {@code timeout}.
	 * @throws InterruptedException if the thread was interrupted
	 * @throws LockAcquisitionTimeoutException if others held the lock for all that time
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	@Override
	void lockInterruptibly() throws InterruptedException;

	/**
	 * Acquire the lock now or not at all, like {@link #tryAcquire()}.
	 * @return whether the lock is held now
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	@Override
	boolean tryLock();

	/**
	 * Acquire the lock if that is possible within the given time. Zero and negative times
	 * make one try.
	 * @param time how long to wait
	 * @param unit unit of the time
	 * @return whether the lock is held now
	 * @throws InterruptedException if the thread was interrupted
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockLostException if this thread holds the lock already and lost it
	 */
	@Override
	boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

	/**
	 * Release the lock once. Returns when the store has answered, or after
	 * {@code reply-timeout}, from when on the release is repeated in the background until
	 * it is answered or the key has expired.
	 * @throws IllegalMonitorStateException if the calling thread does not hold the lock;
	 * the message says who does, if that is known
	 * @throws LockLostException if the lock was lost before, which the answer of the
	 * store may be the first to tell; nothing is left to be released
	 */
	@Override
	void unlock();

	/**
	 * Not supported: a condition would have to outlive leases.
	 * @return never
	 * @throws UnsupportedOperationException always
	 */
	@Override
	Condition newCondition();

}
