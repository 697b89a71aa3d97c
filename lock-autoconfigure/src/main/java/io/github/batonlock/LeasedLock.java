package io.github.batonlock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A distributed lock that is held for the duration of a {@link Lease}.
 * <p>
 * It supports the methods of {@link Lock} except for conditions. In addition, it provides
 * leases for {@code try} blocks, and acquisition without blocking.
 * <p>
 * <b>Waiting</b> is always bounded. Methods without a timeout parameter, including
 * {@link #lock()}, wait for the configured {@code timeout} and then throw. A timeout of
 * zero is a single try: it awaits one answer of the store, for {@code reply-timeout} at
 * most. So does a timeout that is shorter than that answer, as long as the store works:
 * it acquires a free lock, and a slow answer is not treated as an outage.
 * <p>
 * <b>Ownership.</b> The blocking methods make the calling thread the owner. The owner may
 * acquire the lock again, at no cost, and must release it as often. If the thread ends
 * without having released the lock, the lock is released on its behalf a second or so
 * later, even if the lease was passed to another thread. With {@link #acquireAsync()},
 * the lease itself is the owner: it may be passed between threads and is not reentrant.
 * If it is abandoned without having been closed, it is released some time later.
 * <p>
 * <b>Order.</b> Waiters of one JVM are served in the order in which they arrived, and
 * JVMs take turns.
 * <p>
 * <b>Interrupts.</b> {@link #lock()} ignores interrupts and restores the flag. All other
 * blocking methods end with an exception, with the flag set unless the exception is an
 * {@link InterruptedException}. An interrupted thread never holds the lock for which it
 * waited. With {@code interrupt-on-lost}, the thread that owns a lost lease is
 * interrupted, unless it has already released the lease. If its work does not respond,
 * the flag stays set, because it cannot be distinguished from any other interrupt.
 */
public interface LeasedLock extends Lock {

	/**
	 * Returns the name of the lock.
	 * @return the name with which the lock was obtained
	 */
	String name();

	/**
	 * Returns how long methods without a timeout parameter wait for the lock.
	 * @return the configured {@code timeout}, zero for a single try
	 */
	Duration timeout();

	/**
	 * Acquires the lock, waiting no longer than the configured {@code timeout}.
	 * @return the lease, to be closed by the caller
	 * @throws LockAcquisitionTimeoutException if others held the lock during the whole
	 * wait
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	Lease acquire();

	/**
	 * Acquires the lock, waiting no longer than the given time.
	 * @param timeout how long to wait, zero for a single try
	 * @return the lease, to be closed by the caller
	 * @throws IllegalArgumentException if the timeout is negative
	 * @throws LockAcquisitionTimeoutException if others held the lock during the whole
	 * wait
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	Lease acquire(Duration timeout);

	/**
	 * Acquires the lock if it is free now.
	 * @return the lease, to be closed by the caller, or empty if others hold or await the
	 * lock
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	Optional<Lease> tryAcquire();

	/**
	 * Acquires the lock if it becomes free within the given time.
	 * @param timeout how long to wait, zero for a single try
	 * @return the lease, to be closed by the caller, or empty if others held the lock
	 * during the whole wait
	 * @throws IllegalArgumentException if the timeout is negative
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	Optional<Lease> tryAcquire(Duration timeout);

	/**
	 * Acquires the lock without blocking, waiting no longer than the configured
	 * {@code timeout}.
	 * @return a future as described at {@link #acquireAsync(Duration)}
	 */
	CompletableFuture<Lease> acquireAsync();

	/**
	 * Acquires the lock without blocking, waiting no longer than the given time. No
	 * thread owns the lease. Cancelling the future, or completing it in any other way,
	 * ends the wait; a lease that was granted meanwhile is released.
	 * <p>
	 * Cancelling a dependent future, such as one of {@code thenApply}, does not end the
	 * wait: the lock is acquired, the dependent action does not run, and no code closes
	 * the lease. Code that returns a dependent future should therefore pass its
	 * cancellation on to this one. A lease that is no longer referenced and has not been
	 * closed is released with a warning when the garbage collector has found it, unless
	 * an action waits for its loss.
	 * <p>
	 * Dependent actions run on a thread of the registry, never on a thread that the
	 * connection to the store needs. The registry has a thread for each concurrent
	 * action, so no action waits for another one, nor for a thread of the application.
	 * These threads are also the {@linkplain CompletableFuture#defaultExecutor() default
	 * executor} of the future: the {@code …Async} methods never run an action on the
	 * calling thread.
	 * @param timeout how long to wait, zero for a single try
	 * @return a future that completes with the lease, or with a
	 * {@link LockAcquisitionTimeoutException} or {@link LockUnavailableException}
	 * @throws IllegalArgumentException if the timeout is negative
	 */
	CompletableFuture<Lease> acquireAsync(Duration timeout);

	/**
	 * Returns the lease by which the calling thread holds this lock, for example to get
	 * its fencing token in nested code. The lease belongs to its holder. Code that finds
	 * it here must not close it.
	 * @return the lease, empty if this thread does not hold the lock
	 */
	Optional<Lease> current();

	/**
	 * Acquires the lock, waiting no longer than the configured {@code timeout}.
	 * Interrupts are ignored during the wait, and the flag is restored.
	 * @throws LockAcquisitionTimeoutException if others held the lock during the whole
	 * wait
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	@Override
	void lock();

	/**
	 * Acquires the lock, waiting no longer than the configured {@code timeout}.
	 * @throws InterruptedException if the thread was interrupted
	 * @throws LockAcquisitionTimeoutException if others held the lock during the whole
	 * wait
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	@Override
	void lockInterruptibly() throws InterruptedException;

	/**
	 * Acquires the lock if it is free now, like {@link #tryAcquire()}.
	 * @return whether the lock was acquired
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	@Override
	boolean tryLock();

	/**
	 * Acquires the lock if it becomes free within the given time. A time of zero or less
	 * is a single try.
	 * @param time how long to wait
	 * @param unit unit of the time
	 * @return whether the lock was acquired
	 * @throws InterruptedException if the thread was interrupted
	 * @throws LockUnavailableException if the store could not be reached
	 * @throws LockLostException if this thread already holds the lock and has lost it
	 */
	@Override
	boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

	/**
	 * Releases the lock once. Returns when the store has answered, or after
	 * {@code reply-timeout}; after that, the release is repeated in the background until
	 * it is answered or the key has expired.
	 * @throws IllegalMonitorStateException if the calling thread does not hold the lock;
	 * the message names the holder, if known
	 * @throws LockLostException if the lock was lost before, which the answer of the
	 * store may be the first to report; nothing is left to be released
	 */
	@Override
	void unlock();

	/**
	 * Not supported, because a condition would have to outlive leases.
	 * @return never
	 * @throws UnsupportedOperationException always
	 */
	@Override
	Condition newCondition();

}
