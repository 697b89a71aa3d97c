package io.github.batonlock.aop.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Failures;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Acquires several locks one after the other without blocking. Cancelling the future, or
 * completing it otherwise, ends the wait and releases the locks acquired so far.
 */
final class AsyncAcquisition {

	private final List<LeasedLock> locks;

	private final Deadline deadline;

	private final CompletableFuture<Lease> result;

	/** Changed by one step at a time; each step happens before the next one. */
	private final List<Lease> leases = new ArrayList<>();

	private volatile @Nullable CompletableFuture<Lease> pending;

	private AsyncAcquisition(List<LeasedLock> locks, Deadline deadline, CompletableFuture<Lease> result) {
		this.locks = locks;
		this.deadline = deadline;
		this.result = result;
	}

	/**
	 * Starts to acquire locks.
	 * @return a future of the lease of all locks; it fails with the reason why one of
	 * them could not be acquired
	 */
	static CompletableFuture<Lease> start(List<LeasedLock> locks, Deadline deadline) {
		if (locks.isEmpty()) {
			return CompletableFuture.completedFuture(new CompositeLease(List.of()));
		}
		CompletableFuture<Lease> first = locks.get(0).acquireAsync(deadline.left());
		// the new future has the same executor
		AsyncAcquisition chain = new AsyncAcquisition(locks, deadline, first.newIncompleteFuture());
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
			wait.cancel(false); // a cancellation may have come before this wait was there
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
		CompositeLease lease = new CompositeLease(this.leases);
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
		Throwable reason = Failures.cause(error);
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
		return CompositeLease.closeAsync(this.leases);
	}

	private void cancelPending() {
		CompletableFuture<Lease> wait = this.pending;
		if (wait != null) {
			wait.cancel(false);
		}
	}

}
