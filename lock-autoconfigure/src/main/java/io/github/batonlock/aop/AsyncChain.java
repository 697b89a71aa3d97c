package io.github.batonlock.aop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Acquires several locks one after the other without blocking. Whoever ends the future
 * before, by cancelling it or otherwise, ends the wait, and what has been acquired is
 * released.
 */
final class AsyncChain {

	private final List<LeasedLock> locks;

	private final Deadline deadline;

	private final CompletableFuture<Lease> result;

	/** Touched by one step at a time, each of which is ordered behind the one before. */
	private final List<Lease> leases = new ArrayList<>();

	private volatile @Nullable CompletableFuture<Lease> pending;

	private AsyncChain(List<LeasedLock> locks, Deadline deadline, CompletableFuture<Lease> result) {
		this.locks = locks;
		this.deadline = deadline;
		this.result = result;
	}

	/**
	 * Start.
	 * @return a future that ends with the lease of all, or with the reason why one of
	 * them was not had
	 */
	static CompletableFuture<Lease> start(List<LeasedLock> locks, Deadline deadline) {
		if (locks.isEmpty()) {
			return CompletableFuture.completedFuture(new LeaseOfSeveral(List.of()));
		}
		CompletableFuture<Lease> first = locks.get(0).acquireAsync(deadline.left());
		// one that knows the same executor
		AsyncChain chain = new AsyncChain(locks, deadline, first.newIncompleteFuture());
		chain.result.whenComplete((lease, error) -> chain.cancelPending());
		chain.await(first);
		return chain.result;
	}

	private void next() {
		if (this.leases.size() == this.locks.size()) {
			end();
		}
		else {
			try {
				await(this.locks.get(this.leases.size()).acquireAsync(this.deadline.left()));
			}
			catch (RuntimeException ex) {
				fail(ex);
			}
		}
	}

	private void await(CompletableFuture<Lease> wait) {
		this.pending = wait;
		if (this.result.isDone()) {
			wait.cancel(false); // the other side may have looked before it was there
		}
		wait.whenComplete(this::step);
	}

	private void step(@Nullable Lease lease, @Nullable Throwable error) {
		if (lease != null) {
			this.leases.add(lease);
		}
		if (this.result.isDone()) {
			giveBack();
		}
		else if (error != null) {
			fail(error);
		}
		else {
			next();
		}
	}

	private void end() {
		LeaseOfSeveral lease = new LeaseOfSeveral(this.leases);
		try {
			lease.ensureValid();
		}
		catch (RuntimeException ex) {
			fail(ex);
			return;
		}
		if (!this.result.complete(lease)) {
			giveBack();
		}
	}

	private void fail(Throwable error) {
		Throwable reason = (error instanceof CompletionException && error.getCause() != null) ? error.getCause()
				: error;
		boolean late = !this.leases.isEmpty() && reason instanceof LockAcquisitionTimeoutException;
		Throwable told = late ? this.deadline.forAll((LockAcquisitionTimeoutException) reason) : reason;
		giveBack().whenComplete((none, failure) -> {
			if (failure != null) {
				told.addSuppressed(failure);
			}
			this.result.completeExceptionally(told);
		});
	}

	private CompletableFuture<Void> giveBack() {
		return LeaseOfSeveral.closeAsync(this.leases);
	}

	private void cancelPending() {
		CompletableFuture<Lease> wait = this.pending;
		if (wait != null) {
			wait.cancel(false);
		}
	}

}
