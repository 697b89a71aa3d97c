package io.github.batonlock.reactor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.aop.DistributedLockAdvisor;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransactionLease}: locked publishers inside of reactive transactions.
 */
@Timeout(60)
class ReactiveTransactionTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final EngineLockRegistry locks = new EngineLockRegistry(new LocalLockStore(),
			(name) -> TestOptions.complete(Duration.ofSeconds(9), Duration.ofSeconds(50)), Duration.ofSeconds(2),
			new LockListener() {
				@Override
				public void released(String name, Duration held) {
					ReactiveTransactionTests.this.events.add("released");
				}
			});

	private final Service service = proxy();

	private final TransactionalOperator transaction = TransactionalOperator.create(new Transactions());

	private Service proxy() {
		LockInvoker invoker = new LockInvoker(() -> this.locks, null, true,
				new ReactorLocking(ReactiveAdapterRegistry.getSharedInstance()));
		ProxyFactory factory = new ProxyFactory(new Service());
		factory.setProxyTargetClass(true);
		factory.addAdvisor(new DistributedLockAdvisor(new LockOperationSource((text) -> text), invoker, 0));
		return (Service) factory.getProxy();
	}

	@AfterEach
	void close() {
		this.locks.close();
	}

	@Test
	void lockIsKeptUntilTheTransactionAroundHasCommitted() {
		StepVerifier.create(this.transaction.transactional(this.service.locked().doOnNext(this.events::add)))
			.expectNext("done")
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.events).containsExactly("done", "commit", "released");
	}

	@Test
	void lockIsKeptUntilTheTransactionAroundIsRolledBack() {
		Mono<String> work = this.service.locked()
			.doOnNext(this.events::add)
			.then(Mono.error(new ArithmeticException()));
		StepVerifier.create(this.transaction.transactional(work)).expectError(ArithmeticException.class).verify(LIMIT);
		assertThat(this.events).containsExactly("done", "rollback", "released");
	}

	@Test
	void lostLeaseRollsTheTransactionAroundBack() {
		Mono<String> work = this.service.locked().doOnNext((value) -> this.locks.stop());
		StepVerifier.create(this.transaction.transactional(work)).expectError(LockLostException.class).verify(LIMIT);
		assertThat(this.events).containsExactly("rollback");
	}

	@Test
	void lockTakenTwiceIsReleasedOnceAfterTheCommit() {
		Mono<String> work = this.service.locked().then(this.service.locked(this.service.locked()));
		StepVerifier.create(this.transaction.transactional(work)).expectNext("done").expectComplete().verify(LIMIT);
		assertThat(this.events).startsWith("commit").endsWith("released");
	}

	@Test
	void lockOfAnotherTransactionOrOfNoneEndsWithThePublisher() {
		Mono<String> work = this.service.onReturn().then(this.service.requiresNew());
		StepVerifier.create(this.transaction.transactional(work)).expectNext("done").expectComplete().verify(LIMIT);
		assertThat(this.events).containsExactly("released", "released", "commit");
	}

	@Test
	void lockOutsideOfTheTransactionIsReleasedAfterTheCommit() {
		Mono<String> work = this.service.locked(this.transaction.transactional(Mono.just("done")));
		StepVerifier.create(work).expectNext("done").expectComplete().verify(LIMIT);
		assertThat(this.events).containsExactly("commit", "released");
	}

	static class Service {

		@DistributedLock("order")
		Mono<String> locked() {
			return Mono.just("done");
		}

		@DistributedLock("order")
		Mono<String> locked(Mono<String> work) {
			return work;
		}

		@DistributedLock(name = "order", release = DistributedLock.Release.ON_RETURN)
		Mono<String> onReturn() {
			return Mono.just("done");
		}

		@DistributedLock("order")
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		Mono<String> requiresNew() {
			return Mono.just("done");
		}

	}

	private final class Transactions extends AbstractReactiveTransactionManager {

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager manager) {
			return "transaction";
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager manager, Object transaction,
				TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> ReactiveTransactionTests.this.events.add("commit"));
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> ReactiveTransactionTests.this.events.add("rollback"));
		}

	}

}
