package io.github.batonlock.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Futures and publishers under locks of a real Redis, whose connection has the minimal
 * number of I/O threads: code that blocks one of them would delay its own answer.
 */
@Timeout(60)
@ExtendWith(RedisExtension.class)
class ResultsIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(50);

	private ApplicationContextRunner runner;

	@BeforeEach
	void use(RedisServer redis) {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
							TaskExecutionAutoConfiguration.class, AopAutoConfiguration.class,
							DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class))
			.withBean(ClientResources.class, () -> ClientResources.builder().ioThreadPoolSize(2).build(),
					(definition) -> definition.setDestroyMethodName("shutdown"))
			.withBean(Service.class)
			.withPropertyValues("spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port(),
					"spring.task.execution.pool.core-size=1", "distributed-lock.timeout=50s",
					"distributed-lock.key-prefix=results-" + UUID.randomUUID());
	}

	@Test
	void publishersRequestedOnIoThreadRunOnRegistryThreads() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			List<String> threads = onIoThread(context)
				.flatMapMany((io) -> Flux.range(0, 100).flatMap((i) -> service.mono(), 100))
				.collectList()
				.block(LIMIT);
			assertThat(threads).hasSize(100).allSatisfy(ResultsIntegrationTests::isOfTheRegistry);
			assertThat(service.crowds()).hasSize(100).containsOnly(1);
			assertThat(service.ends()).hasSize(100).anyMatch((thread) -> thread.startsWith("lettuce-"));
			assertThat(isFree(context)).isTrue();
		});
	}

	@Test
	void futuresRequestedOnIoThreadRunOnRegistryThreads() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			List<String> threads = onIoThread(context)
				.flatMapMany((io) -> Flux.range(0, 100).flatMap((i) -> Mono.fromFuture(service.future()), 100))
				.collectList()
				.block(LIMIT);
			assertThat(threads).hasSize(100).allSatisfy(ResultsIntegrationTests::isOfTheRegistry);
			assertThat(service.crowds()).hasSize(100).containsOnly(1);
			assertThat(service.ends()).hasSize(100).anyMatch((thread) -> thread.startsWith("lettuce-"));
			assertThat(isFree(context)).isTrue();
		});
	}

	@Test
	void resultsArePassedOnByThreadsOfTheRegistry() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			isOfTheRegistry(service.mono().map((thread) -> Thread.currentThread().getName()).block(LIMIT));
		});
	}

	private static Mono<String> onIoThread(ApplicationContext context) {
		return context.getBean(ReactiveStringRedisTemplate.class)
			.hasKey("none")
			.map((known) -> Thread.currentThread().getName())
			.repeat() // an available answer is passed on by the requesting thread
			.filter((thread) -> thread.startsWith("lettuce-"))
			.next();
	}

	private static void isOfTheRegistry(String thread) {
		assertThat(thread).startsWith("distributed-lock-");
	}

	private static boolean isFree(ApplicationContext context) {
		try (Lease lease = context.getBean(LockRegistry.class)
			.obtain("order")
			.acquireAsync(Duration.ZERO)
			.get(20, TimeUnit.SECONDS)) {
			return lease.isValid();
		}
		catch (Exception ex) {
			return false;
		}
	}

	static class Service {

		private final AtomicInteger inside = new AtomicInteger();

		private final List<Integer> crowds = new ArrayList<>();

		private final List<String> ends = new ArrayList<>();

		private final ReactiveStringRedisTemplate redis;

		Service(ReactiveStringRedisTemplate redis) {
			this.redis = redis;
		}

		List<Integer> crowds() {
			return this.crowds;
		}

		List<String> ends() {
			return this.ends;
		}

		/** Completes on an I/O thread, most of the time. */
		private Mono<String> work() {
			this.crowds.add(this.inside.incrementAndGet());
			String thread = Thread.currentThread().getName();
			return this.redis.hasKey("none").map((known) -> {
				this.ends.add(Thread.currentThread().getName());
				this.inside.decrementAndGet();
				return thread;
			});
		}

		@DistributedLock("order")
		Mono<String> mono() {
			return work();
		}

		@DistributedLock("order")
		CompletableFuture<String> future() {
			return work().toFuture();
		}

	}

}
