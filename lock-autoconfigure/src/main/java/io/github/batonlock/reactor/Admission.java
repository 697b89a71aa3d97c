package io.github.batonlock.reactor;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.batonlock.aop.call.PendingCall;
import io.github.batonlock.aop.call.PendingCall.LockId;
import io.github.batonlock.aop.lease.LeaseWait;
import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.observe.CallObservation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.ContextView;

import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * Acquires and releases the lock of one subscription. A subscription that ends while the
 * lease is on its way does not get the lease.
 */
final class Admission {

	private final PendingCall call;

	private final LockSet locks;

	private final CallObservation observed;

	private final ContextView context;

	private @Nullable SharedLease held;

	private volatile @Nullable SharedLease released;

	private boolean left;

	Admission(PendingCall call, LockSet locks, CallObservation observed, ContextView context) {
		this.call = call;
		this.locks = locks;
		this.observed = observed;
		this.context = context;
	}

	/**
	 * Enters by the lease of a surrounding publisher or transaction, or else waits for a
	 * lease. The result is signalled on a thread of the registry, so that subsequent
	 * operators run there.
	 */
	Mono<SharedLease> enter() {
		return TransactionLease.transaction(this.context)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((transaction) -> Mono.create((sink) -> enter(transaction.orElse(null), sink)));
	}

	private void enter(@Nullable TransactionSynchronizationManager transaction, MonoSink<SharedLease> sink) {
		SharedLease outer = outer(this.call.ids(this.locks), transaction);
		if (outer != null && outer.enter()) {
			outer.executor().execute(() -> entered(outer, null, sink));
		}
		else {
			await(this.call.isPartOfTransaction() ? transaction : null, sink);
		}
	}

	private @Nullable SharedLease outer(Set<LockId> ids, @Nullable TransactionSynchronizationManager transaction) {
		List<SharedLease> outer = Stream
			.concat(SharedLease.find(this.context, ids).stream(), TransactionLease.find(transaction, ids))
			.toList();
		if (outer.isEmpty()) {
			return null;
		}
		return outer.stream()
			.filter((lease) -> lease.ids().containsAll(ids))
			.findFirst()
			.orElseThrow(() -> this.call.overlap(this.locks, ids.stream().filter((id) -> isHeld(outer, id)).toList()));
	}

	private static boolean isHeld(List<SharedLease> leases, LockId id) {
		return leases.stream().anyMatch((lease) -> lease.ids().contains(id));
	}

	private void await(@Nullable TransactionSynchronizationManager transaction, MonoSink<SharedLease> sink) {
		LeaseWait wait = this.call.acquire(this.locks);
		sink.onCancel(wait::cancel);
		wait.tell((lease, error) -> {
			if (lease != null) {
				entered(new SharedLease(this.call, lease, wait.executor()), transaction, sink);
			}
			else if (error != null) {
				refused(error, sink);
			}
		});
	}

	private void refused(Throwable error, MonoSink<SharedLease> sink) {
		this.observed.notAcquired(error);
		if (error instanceof RuntimeException reason) {
			sink.error(new LockNotAcquiredException(reason));
		}
		else {
			sink.error(error);
		}
	}

	private void entered(SharedLease lease, @Nullable TransactionSynchronizationManager transaction,
			MonoSink<SharedLease> sink) {
		if (keep(lease, transaction)) {
			this.observed.acquired();
			sink.success(lease);
		}
		else {
			lease.leave().subscribe();
		}
	}

	/**
	 * Keeps the lease. The transaction is notified in the same critical section, so that
	 * a transaction that ends after a cancellation either knows of the lease or never
	 * will.
	 */
	private synchronized boolean keep(SharedLease lease, @Nullable TransactionSynchronizationManager transaction) {
		if (this.left) {
			return false;
		}
		this.held = lease;
		if (transaction != null) {
			TransactionLease.keep(lease, transaction);
		}
		return true;
	}

	/**
	 * Leaves, once.
	 * @return completes when that is done
	 */
	Mono<Void> leave() {
		return leave(SharedLease::leave);
	}

	/**
	 * Leaves, once, when everything was published.
	 * @return completes when that is done
	 */
	Mono<Void> leaveInOrder() {
		return leave((lease) -> lease.leaveInOrder().doOnSuccess((done) -> this.released = lease));
	}

	/**
	 * Checks whether the release has detected a loss of the lock. Reactor would wrap an
	 * error of the release.
	 * @throws io.github.batonlock.LockLostException if so, and the call fails in this
	 * case
	 */
	void checkRelease() {
		SharedLease lease = this.released;
		if (lease != null) {
			lease.checkRelease();
		}
	}

	/**
	 * Leaves, once, when the publisher has failed.
	 * @return completes when that is done
	 */
	Mono<Void> leaveAfter(Throwable failure) {
		return leave((lease) -> lease.leaveAfter(failure));
	}

	private Mono<Void> leave(Function<SharedLease, Mono<Void>> way) {
		SharedLease lease = left();
		return (lease != null) ? way.apply(lease) : Mono.empty();
	}

	private synchronized @Nullable SharedLease left() {
		this.left = true;
		SharedLease lease = this.held;
		this.held = null;
		return lease;
	}

}
