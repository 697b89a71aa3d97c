package io.github.batonlock.aop.lease;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

import io.github.batonlock.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The wait of one call for its lease, without a waiting thread.
 */
public final class LeaseWait {

	private final CompletableFuture<Lease> lease;

	private final Thread caller = Thread.currentThread();

	private final Executor executor;

	private LeaseWait(CompletableFuture<Lease> lease, Executor executor) {
		this.lease = lease;
		this.executor = executor;
	}

	/**
	 * Begins to wait for the lease of some locks.
	 * @param locks the locks to acquire
	 * @return the wait
	 */
	public static LeaseWait begin(LockSet locks) {
		CompletableFuture<Lease> lease = locks.acquireAsync();
		// without locks there is nothing to wait for, so no other thread is needed
		return new LeaseWait(lease, locks.names().isEmpty() ? Runnable::run : lease.defaultExecutor());
	}

	/**
	 * Registers a listener that receives the lease, or else the reason why it was not
	 * acquired. It is called on a thread of the registry, never on the thread that began
	 * the wait, unless that thread cancels the wait or there is nothing to lock.
	 * @param listener the listener, called exactly once
	 */
	public void tell(BiConsumer<@Nullable Lease, @Nullable Throwable> listener) {
		this.lease.whenComplete((acquired, error) -> {
			if (Thread.currentThread() == this.caller && !this.lease.isCancelled()) {
				executor().execute(() -> listener.accept(acquired, error));
			}
			else {
				listener.accept(acquired, error);
			}
		});
	}

	/**
	 * Ends the wait. A lease that has been acquired already still reaches the listener.
	 */
	public void cancel() {
		this.lease.cancel(false);
	}

	/**
	 * Creates a future whose asynchronous actions run where those of the lease run.
	 * @param <U> the type of its result
	 * @return a new incomplete future
	 */
	public <U> CompletableFuture<U> dependent() {
		return this.lease.newIncompleteFuture();
	}

	/**
	 * The default executor for asynchronous actions of such a future.
	 * @return the executor
	 */
	public Executor defaultExecutor() {
		return this.lease.defaultExecutor();
	}

	/**
	 * The executor for actions that may block.
	 * @return the threads of the registry, or the calling thread if nothing is locked
	 */
	public Executor executor() {
		return this.executor;
	}

}
