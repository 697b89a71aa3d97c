package io.github.batonlock.aop.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

import io.github.batonlock.Failures;
import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.aop.lease.LeaseWait;
import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.observe.CallObservation;
import io.github.batonlock.aop.observe.CallerContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A call that returns a future, and the future that its caller receives.
 * <p>
 * Invariants: the lease is closed when the future of the method has completed, or when
 * the method has failed to return one; this future completes after that. Completing this
 * future earlier, for example by cancelling it, cancels the wait or the future of the
 * method. The method runs, and this future completes, on threads of the registry: threads
 * of the application may all be waiting for the lock.
 */
final class FutureCall extends CompletableFuture<@Nullable Object> {

	private static final Log logger = LogFactory.getLog(FutureCall.class);

	private final PendingCall call;

	private final LeaseWait wait;

	private final CallObservation observed;

	private final CallerContext.Captured context;

	private volatile @Nullable CompletionStage<?> running;

	private FutureCall(PendingCall call, LeaseWait wait, CallObservation observed, CallerContext.Captured context) {
		this.call = call;
		this.wait = wait;
		this.observed = observed;
		this.context = context;
	}

	static CompletableFuture<@Nullable Object> start(PendingCall call) {
		FutureCall future;
		try {
			CallerContext.Captured context = call.capture();
			LockSet locks = call.locks();
			// before the wait begins: a lease must have an owner
			CallObservation observed = call.observe(locks);
			future = new FutureCall(call, acquire(call, locks, observed), observed, context);
		}
		catch (RuntimeException ex) {
			return failedFuture(ex);
		}
		future.whenComplete((value, error) -> future.stop(error));
		future.wait.tell(future::answered);
		return future;
	}

	private static LeaseWait acquire(PendingCall call, LockSet locks, CallObservation observed) {
		try {
			return call.acquire(locks);
		}
		catch (RuntimeException ex) {
			observed.end(ex);
			throw ex;
		}
	}

	@Override
	public Executor defaultExecutor() {
		return this.wait.defaultExecutor();
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return this.wait.dependent();
	}

	private void answered(@Nullable Lease lease, @Nullable Throwable error) {
		if (lease != null) {
			this.observed.acquired();
			begin(lease);
		}
		else if (error instanceof RuntimeException reason) {
			notAcquired(reason);
		}
		else if (error != null) {
			completeExceptionally(error);
		}
	}

	private void notAcquired(RuntimeException reason) {
		this.observed.notAcquired(reason);
		if (isDone()) {
			return; // cancelled: nobody wants the outcome
		}
		try (CallObservation.Scope outer = this.context.open(); CallObservation.Scope scope = this.observed.open()) {
			Object instead = this.call.outcomeWithoutLock(reason);
			if (instead instanceof CompletionStage<?> stage) {
				this.running = stage;
				if (isDone()) {
					stop();
				}
				stage.whenComplete((value, error) -> this.wait.executor().execute(() -> complete(value, error)));
			}
			else {
				complete(instead);
			}
		}
		catch (Throwable ex) {
			completeExceptionally(ex);
		}
	}

	private void begin(Lease lease) {
		if (isDone()) {
			lease.closeAsync();
			return;
		}
		CompletionStage<?> stage = null;
		try (CallObservation.Scope outer = this.context.open(); CallObservation.Scope scope = this.observed.open()) {
			stage = (CompletionStage<?>) this.call.proceed(lease);
		}
		catch (Throwable ex) {
			if (stage == null) {
				end(lease, null, ex);
				return;
			}
			logger.warn("The context of a thread could not be restored after a locked call", ex);
		}
		follow(stage, lease);
	}

	private void follow(CompletionStage<?> stage, Lease lease) {
		this.running = stage;
		if (isDone()) {
			stop();
		}
		Thread executing = Thread.currentThread();
		stage.whenComplete((value, error) -> {
			if (Thread.currentThread() == executing) {
				end(lease, value, error);
			}
			else {
				this.wait.executor().execute(() -> end(lease, value, error));
			}
		});
		if (this.call.throwsOnLost()) {
			lease.onLost(() -> lost(lease));
		}
	}

	private void lost(Lease lease) {
		try {
			lease.ensureValid();
		}
		catch (LockLostException ex) {
			completeExceptionally(ex);
		}
	}

	private void end(Lease lease, @Nullable Object value, @Nullable Throwable error) {
		lease.closeAsync().whenComplete((none, ignored) -> ended(lease, value, error));
	}

	/** The reply to the release may report a loss, too. */
	private void ended(Lease lease, @Nullable Object value, @Nullable Throwable error) {
		Throwable failure = error;
		try {
			if (error != null) {
				this.call.suppressLoss(Failures.cause(error), lease);
			}
			else {
				this.call.checkLoss(lease);
			}
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		complete(value, failure);
	}

	private void complete(@Nullable Object value, @Nullable Throwable failure) {
		if (failure != null) {
			completeExceptionally(failure);
		}
		else {
			complete(value);
		}
	}

	private void stop(@Nullable Throwable error) {
		stop();
		this.observed.end(error);
	}

	private void stop() {
		this.wait.cancel();
		if (this.running instanceof Future<?> future) {
			try {
				future.cancel(true);
			}
			catch (UnsupportedOperationException ex) {
				// only its creator can complete such a stage: the lease lasts until then
			}
		}
	}

}
