package io.github.batonlock.reactor;

import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Locked publishers and futures never block Reactor's parallel threads or the I/O threads
 * of the connection to Redis, as verified by BlockHound.
 */
@Tag("blockhound")
@Timeout(60)
@ExtendWith(RedisExtension.class)
class NothingBlocksTests {

	private static final Duration LIMIT = Duration.ofSeconds(50);

	private static final Queue<BlockingOperationError> blocked = new ConcurrentLinkedQueue<>();

	private ApplicationContextRunner runner;

	@BeforeAll
	static void install() {
		// a mutex that is held for some instructions does not count
		BlockHound
			.install((builder) -> builder.allowBlockingCallsInside("java.util.concurrent.locks.ReentrantLock", "lock")
				.blockingMethodCallback((method) -> {
					BlockingOperationError error = new BlockingOperationError(method);
					blocked.add(error);
					throw error;
				}));
	}

	@BeforeEach
	void use(RedisServer redis) {
		blocked.clear();
		this.runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
							TaskExecutionAutoConfiguration.class, AopAutoConfiguration.class,
							DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class))
			.withBean(Service.class)
			.withPropertyValues("spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port(),
					"distributed-lock.timeout=50s", "distributed-lock.key-prefix=blocks-" + UUID.randomUUID());
	}

	@AfterEach
	void nothingHasBlocked() {
		BlockingOperationError first = blocked.poll();
		if (first != null) {
			throw first;
		}
	}

	@Test
	void detectsBlockingCalls() {
		this.runner.run((context) -> {
			Lease held = hold(context);
			Duration soon = Duration.ofMillis(20);
			Runnable blocking = () -> context.getBean(LockRegistry.class).obtain("order").tryAcquire(soon);
			Mono.fromRunnable(blocking).subscribeOn(Schedulers.parallel()).onErrorComplete().block(LIMIT);
			assertThat(blocked).as("on a parallel thread").hasSize(1);
			onIoThread(context).doOnNext((io) -> blocking.run()).onErrorComplete().block(LIMIT);
			assertThat(blocked).as("on an I/O thread").hasSize(2);
			blocked.clear();
			held.close();
		});
	}

	@Test
	void firstCommandOfAllBlocksNothing() {
		this.runner.run((context) -> assertThat(parallel(context.getBean(Service.class).mono()).block(LIMIT))
			.isEqualTo("done"));
	}

	@Test
	void waitsAndHandOversOfTwoInstancesBlockNothing() {
		this.runner.run((here) -> this.runner.run((there) -> {
			Flux<String> some = parallel(here.getBean(Service.class).mono(), there.getBean(Service.class).mono());
			assertThat(some.count().block(LIMIT)).isEqualTo(100);
		}));
	}

	@Test
	void waitsAndHandOversOfFuturesBlockNothing() {
		this.runner.run((here) -> this.runner.run((there) -> {
			Flux<String> some = parallel(Mono.fromFuture(here.getBean(Service.class)::future),
					Mono.fromFuture(there.getBean(Service.class)::future));
			assertThat(some.count().block(LIMIT)).isEqualTo(100);
		}));
	}

	@Test
	void subscriptionOnTheIoThreadBlocksNothing() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(onIoThread(context).flatMap((io) -> service.mono()).block(LIMIT)).isEqualTo("done");
			assertThat(onIoThread(context).flatMap((io) -> Mono.fromFuture(service.future())).block(LIMIT))
				.isEqualTo("done");
		});
	}

	@Test
	void cancelBlocksNothing() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			Duration soon = Duration.ofMillis(20);
			assertThat(service.never().take(soon).block(LIMIT)).as("while running").isNull();
			Lease held = hold(context);
			assertThat(service.mono().take(soon).block(LIMIT)).as("while waiting").isNull();
			CompletableFuture<String> waiting = service.future();
			parallel(Mono.fromCallable(() -> waiting.cancel(true))).block(LIMIT);
			held.close();
			await().until(() -> isFree(context));
		});
	}

	@Test
	void closeOnTheIoThreadBlocksNothing() {
		this.runner.run((context) -> {
			Lease held = hold(context);
			assertThat(onIoThread(context).doOnNext((io) -> held.close()).block(LIMIT)).isNotNull();
			await().until(() -> isFree(context));
		});
	}

	@Test
	void lossBlocksNothing() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			StepVerifier.create(parallel(service.brief())).expectError(LockLostException.class).verify(LIMIT);
			StepVerifier.create(parallel(Mono.fromFuture(service::briefFuture)))
				.expectError(LockLostException.class)
				.verify(LIMIT);
		});
	}

	private static <T> Mono<T> parallel(Mono<T> work) {
		return work.subscribeOn(Schedulers.parallel());
	}

	/** Fifty times each, all at once. */
	private static Flux<String> parallel(Mono<String> one, Mono<String> other) {
		return Flux.range(0, 100).flatMap((i) -> parallel((i % 2 == 0) ? one : other), 100);
	}

	private static Mono<Boolean> onIoThread(ApplicationContext context) {
		return context.getBean(ReactiveStringRedisTemplate.class)
			.hasKey("none")
			.repeat() // an available answer is passed on by the requesting thread
			.filter((known) -> Thread.currentThread().getName().startsWith("lettuce-"))
			.next();
	}

	private static Lease hold(ApplicationContext context) throws Exception {
		return context.getBean(LockRegistry.class).obtain("order").acquireAsync().get(20, TimeUnit.SECONDS);
	}

	private static boolean isFree(ApplicationContext context) {
		return context.getBean(LockRegistry.class).obtain("order").tryAcquire().map((lease) -> {
			lease.close();
			return true;
		}).orElse(false);
	}

	public static class Service {

		@DistributedLock("order")
		public Mono<String> mono() {
			return Mono.just("done").publishOn(Schedulers.parallel());
		}

		@DistributedLock("order")
		public Mono<String> never() {
			return Mono.never();
		}

		@DistributedLock(name = "order", maxHold = "20ms")
		public Mono<String> brief() {
			return Mono.never();
		}

		@DistributedLock("order")
		public CompletableFuture<String> future() {
			return Mono.just("done").publishOn(Schedulers.parallel()).toFuture();
		}

		@DistributedLock(name = "order", maxHold = "20ms")
		public CompletableFuture<String> briefFuture() {
			return new CompletableFuture<>();
		}

	}

}
