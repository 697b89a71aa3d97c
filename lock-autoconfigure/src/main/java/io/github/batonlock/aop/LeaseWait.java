package io.github.batonlock.aop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiConsumer;

import io.github.batonlock.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The wait of one call for its lease, which holds up no thread.
 */
public final class LeaseWait {

	private final CompletableFuture<Lease> lease;

	private final Thread caller = Thread.currentThread();

	LeaseWait(CompletableFuture<Lease> lease) {
		this.lease = lease;
	}

	/**
	 * Let somebody hear how the wait ends: of the lease, or of the reason why there is
	 * none. A lease is told of on the registry's executor, and nothing on the thread that
	 * began to wait, unless it cancels the wait.
	 * @param listener told exactly once
	 */
	public void tell(BiConsumer<@Nullable Lease, @Nullable Throwable> listener) {
		this.lease.whenComplete((had, error) -> {
			if (Thread.currentThread() == this.caller && !this.lease.isCancelled()) {
				// all threads of the executor may be waiting to hear of a refusal
				Executor elsewhere = (had != null) ? executor() : ForkJoinPool.commonPool();
				elsewhere.execute(() -> listener.accept(had, error));
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

	/**
	 * Where actions may be held up.
	 * @return the executor of the registry
	 */
	public Executor executor() {
		return this.lease.defaultExecutor();
	}

}
