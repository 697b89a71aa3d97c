package io.github.batonlock.aop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

import io.github.batonlock.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The wait of one call for its lease, which holds up no thread.
 */
public final class LeaseWait {

	private final CompletableFuture<Lease> lease;

	private final Thread caller = Thread.currentThread();

	private final Executor executor;

	private LeaseWait(CompletableFuture<Lease> lease, Executor executor) {
		this.lease = lease;
		this.executor = executor;
	}

	static LeaseWait begin(CallLocks locks) {
		CompletableFuture<Lease> lease = locks.acquireAsync();
		// nothing to be waited for needs no other thread
		return new LeaseWait(lease, locks.names().isEmpty() ? Runnable::run : lease.defaultExecutor());
	}

	/**
	 * Let somebody hear how the wait ends: of the lease, or of the reason why there is
	 * none. That is told on a thread of the registry, and not on the thread that began to
	 * wait, unless it cancels the wait or there is nothing to be locked.
	 * @param listener told exactly once
	 */
	public void tell(BiConsumer<@Nullable Lease, @Nullable Throwable> listener) {
		this.lease.whenComplete((had, error) -> {
			if (Thread.currentThread() == this.caller && !this.lease.isCancelled()) {
				executor().execute(() -> listener.accept(had, error));
			}
			else {
				listener.accept(had, error);
			}
		});
	}

	/**
	 * End the wait. If the lease has been had the listener is told nevertheless.
	 */
	public void cancel() {
		this.lease.cancel(false);
	}

	/** A future whose asynchronous actions run where those of the lease do. */
	<U> CompletableFuture<U> dependent() {
		return this.lease.newIncompleteFuture();
	}

	/** Where actions of that future run which are to run on another thread. */
	Executor defaultExecutor() {
		return this.lease.defaultExecutor();
	}

	/**
	 * Where actions may be held up.
	 * @return the threads of the registry; the calling thread where nothing is locked
	 */
	public Executor executor() {
		return this.executor;
	}

}
