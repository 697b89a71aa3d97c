package io.github.batonlock.reactor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.LockRegistryFactory;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Reactive transactions that locked methods open themselves. A loss may be reported
 * before the commit checks for it, which cancels the transaction, or after that.
 */
@Timeout(60)
class ReactiveCommitTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TransactionAutoConfiguration.class,
				DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local")
		.withBean("applicationTaskExecutor", Executor.class, () -> this.executor,
				(definition) -> definition.setDestroyMethodName(""))
		.withBean(LockListener.class, () -> new LockListener() {
			@Override
			public void released(String name, Duration held) {
				ReactiveCommitTests.this.events.add("released");
			}
		})
		.withBean(RecordedTransactions.class, () -> new RecordedTransactions(this.events))
		.withUserConfiguration(Second.class)
		.withBean(Service.class);

	@AfterEach
	void shutDown() {
		this.executor.shutdown();
	}

	@Test
	void commitIsBeforeTheRelease() {
		this.runner.run((context) -> assertThat(context.getBean(Service.class).mono(Mono.just("done")).block(LIMIT))
			.isEqualTo("done"));
		assertThat(this.events).containsExactly("commit", "released");
	}

	@Test
	void unreportedLossRollsBack() {
		this.runner.run((context) -> lost(context.getBean(Service.class).mono(loss(usual(context)))));
		await().untilAsserted(() -> assertThat(this.events).containsExactly("rollback"));
	}

	@Test
	void unreportedLossRollsBackFlux() {
		this.runner.run((context) -> lost(context.getBean(Service.class).flux(loss(usual(context)))));
		await().untilAsserted(() -> assertThat(this.events).containsExactly("rollback"));
	}

	@Test
	void lossOfALockFurtherOutIsARollback() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			lost(service.outer(service.mono(loss(context.getBean("second", EngineLockRegistry.class)))));
		});
		await().untilAsserted(() -> assertThat(this.events).containsExactlyInAnyOrder("rollback", "released"));
	}

	@Test
	void lossCancelsTheTransactionWhichIsARollback() {
		this.runner.run((context) -> lost(context.getBean(Service.class)
			.mono(Mono.never().doOnSubscribe((running) -> new Thread(usual(context)::stop).start()))));
		await().untilAsserted(() -> assertThat(this.events).containsExactly("rollback"));
	}

	@Test
	void lossIsOnlyWarnedOfIfAsked() {
		this.runner.withPropertyValues("distributed-lock.on-lost=warn")
			.run((context) -> StepVerifier.create(context.getBean(Service.class).mono(loss(usual(context))))
				.expectNext("done")
				.expectComplete()
				.verify(LIMIT));
		assertThat(this.events).containsExactly("commit");
	}

	@Test
	void lockThatHasBeenReleasedIsNotLookedAtByTheTransactionAround() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(service.transaction(service.onReturn()).block(LIMIT)).isEqualTo("done");
		});
		assertThat(this.events).containsExactly("released", "commit");
	}

	private static EngineLockRegistry usual(ApplicationContext context) {
		return context.getBean("distributedLockRegistry", EngineLockRegistry.class);
	}

	private static Mono<Object> loss(EngineLockRegistry locks) {
		return Mono.fromCallable(() -> {
			locks.stop();
			return "done";
		});
	}

	private static void lost(Publisher<?> publisher) {
		StepVerifier.create(publisher)
			.thenConsumeWhile((value) -> true)
			.expectError(LockLostException.class)
			.verify(LIMIT);
	}

	@Configuration(proxyBeanMethods = false)
	static class Second {

		@Bean(defaultCandidate = false)
		LockRegistry second(LockRegistryFactory registries) {
			return registries.create(new LocalLockStore());
		}

	}

	public static class Service {

		@DistributedLock("order")
		@Transactional
		public Mono<Object> mono(Mono<Object> work) {
			return work;
		}

		@DistributedLock("order")
		@Transactional
		public Flux<Object> flux(Mono<Object> work) {
			return work.flux();
		}

		@DistributedLock(name = "outer", registry = "second")
		public Mono<Object> outer(Mono<Object> work) {
			return work;
		}

		@Transactional
		public Mono<Object> transaction(Mono<Object> work) {
			return work;
		}

		@DistributedLock(name = "order", release = DistributedLock.Release.ON_RETURN)
		public Mono<Object> onReturn() {
			return Mono.just("done");
		}

	}

	static final class RecordedTransactions extends AbstractReactiveTransactionManager {

		private final List<String> events;

		RecordedTransactions(List<String> events) {
			this.events = events;
		}

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
			return Mono.fromRunnable(() -> this.events.add("commit"));
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.events.add("rollback"));
		}

	}

}
