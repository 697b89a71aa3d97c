package io.github.batonlock.reactor;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.batonlock.aop.call.PendingCall.LockId;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * A lease that is kept until the reactive transaction in which it was acquired has
 * completed. If it is lost before the commit, the transaction is rolled back.
 */
final class TransactionLease implements TransactionSynchronization {

	private final SharedLease lease;

	private TransactionLease(SharedLease lease) {
		this.lease = lease;
	}

	/**
	 * Returns the transaction of a subscription.
	 * @param context the context of the subscription
	 * @return the transaction, or empty
	 */
	static Mono<TransactionSynchronizationManager> transaction(ContextView context) {
		return TransactionSynchronizationManager.forCurrentTransaction()
			.filter((transaction) -> transaction.isActualTransactionActive() && transaction.isSynchronizationActive())
			.onErrorResume(NoTransactionException.class, (none) -> Mono.empty())
			.contextWrite(context);
	}

	/**
	 * Returns the leases of any of these locks that a transaction keeps.
	 */
	static Stream<SharedLease> find(@Nullable TransactionSynchronizationManager transaction, Set<LockId> ids) {
		if (transaction == null || !transaction.isSynchronizationActive()) {
			return Stream.empty();
		}
		return transaction.getSynchronizations()
			.stream()
			.filter(TransactionLease.class::isInstance)
			.map((kept) -> ((TransactionLease) kept).lease)
			.filter((lease) -> lease.ids().stream().anyMatch(ids::contains));
	}

	/**
	 * Enters a lease once more, for the duration of a transaction.
	 */
	static void keep(SharedLease lease, TransactionSynchronizationManager transaction) {
		if (transaction.isSynchronizationActive() && lease.enter()) {
			transaction.registerSynchronization(new TransactionLease(lease));
		}
	}

	/**
	 * Makes the transaction in which a publisher is subscribed to check the leases around
	 * it before it commits.
	 */
	static Flux<Object> guarded(Publisher<Object> publisher) {
		return Flux.deferContextual((context) -> {
			List<SharedLease> leases = SharedLease.living(context);
			return transaction(context).doOnNext((transaction) -> guard(leases, transaction)).thenMany(publisher);
		});
	}

	private static void guard(List<SharedLease> leases, TransactionSynchronizationManager transaction) {
		transaction.registerSynchronization(new TransactionSynchronization() {

			@Override
			public Mono<Void> beforeCommit(boolean readOnly) {
				return Mono.fromRunnable(() -> leases.forEach(SharedLease::checkLoss));
			}

		});
	}

	@Override
	public Mono<Void> beforeCommit(boolean readOnly) {
		return Mono.fromRunnable(this.lease::checkLoss);
	}

	@Override
	public Mono<Void> afterCompletion(int status) {
		return this.lease.leave();
	}

}
