package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostEvent;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * All threads that the application has wait for one lock, and nothing waits for them:
 * Boot's {@code applicationTaskExecutor} with its eight threads and its queue without end
 * is filled with {@code @Async} methods.
 */
@Timeout(120)
@ExtendWith(RedisExtension.class)
class BusyExecutorIntegrationTests {

	private static final int THREADS = 8;

	private static final int CALLS = 2 * THREADS;

	private ApplicationContextRunner runner;

	@BeforeEach
	void use(RedisServer redis) {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
					TaskExecutionAutoConfiguration.class, AopAutoConfiguration.class,
					DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port(),
					"distributed-lock.timeout=10m", "distributed-lock.key-prefix=busy-" + UUID.randomUUID());
	}

	@ParameterizedTest
	@ValueSource(strings = { "local", "redis" })
	void futuresReleaseTheLockAndAllWaitersAreServed(String type) {
		this.runner.withPropertyValues("distributed-lock.type=" + type).run((context) -> {
			Service service = context.getBean(Service.class);
			Seen seen = context.getBean(Seen.class);
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = service.future(work);
			Awaitility.await().until(() -> seen.begun.get() == 1);
			fillTheExecutor(context);
			CompletableFuture<String> last = service.future(CompletableFuture.completedFuture("last"));
			work.complete("done");
			assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo("last");
			Awaitility.await().untilAsserted(() -> assertThat(seen.blocking).hasValue(CALLS));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "local", "redis" })
	void publishersReleaseTheLockAndAllWaitersAreServed(String type) {
		this.runner.withPropertyValues("distributed-lock.type=" + type).run((context) -> {
			Service service = context.getBean(Service.class);
			Seen seen = context.getBean(Seen.class);
			CompletableFuture<String> work = new CompletableFuture<>();
			CompletableFuture<String> result = service.mono(work).toFuture();
			Awaitility.await().until(() -> seen.begun.get() == 1);
			fillTheExecutor(context);
			CompletableFuture<String> last = service.mono(CompletableFuture.completedFuture("last")).toFuture();
			work.complete("done");
			assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo("last");
			Awaitility.await().untilAsserted(() -> assertThat(seen.blocking).hasValue(CALLS));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "local", "redis" })
	void firstWaiterRunsWhenNoThreadIsFree(String type) {
		this.runner.withPropertyValues("distributed-lock.type=" + type).run((context) -> {
			Service service = context.getBean(Service.class);
			Seen seen = context.getBean(Seen.class);
			Lease held = context.getBean(LockRegistry.class).obtain("x").acquireAsync().get(30, TimeUnit.SECONDS);
			CompletableFuture<String> future = service.future(CompletableFuture.completedFuture("future"));
			Awaitility.await().until(() -> context.getBean(EngineLockRegistry.class).waiting() == 1);
			CompletableFuture<String> mono = service.mono(CompletableFuture.completedFuture("mono")).toFuture();
			Awaitility.await().until(() -> context.getBean(EngineLockRegistry.class).waiting() == 2);
			CompletableFuture<Lease> lease = context.getBean(LockRegistry.class).obtain("x").acquireAsync();
			CompletableFuture<Void> used = lease.thenAccept(Lease::close);
			fillTheExecutor(context);
			held.close();
			assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("future");
			assertThat(mono.get(30, TimeUnit.SECONDS)).isEqualTo("mono");
			used.get(30, TimeUnit.SECONDS);
			Awaitility.await().untilAsserted(() -> assertThat(seen.blocking).hasValue(CALLS));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "local", "redis" })
	void otherLocksComeAndGoAndLossesAreSeen(String type) {
		this.runner.withPropertyValues("distributed-lock.type=" + type).run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			Seen seen = context.getBean(Seen.class);
			Lease held = locks.obtain("x").acquireAsync().get(30, TimeUnit.SECONDS);
			fillTheExecutor(context);
			locks.obtain("free").acquireAsync().get(30, TimeUnit.SECONDS).close();
			locks.obtain("free").acquireAsync().thenCombine(locks.obtain("other").acquireAsync(), (one, other) -> {
				one.close();
				other.close();
				return true;
			}).get(30, TimeUnit.SECONDS);
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> locks.obtain("x").acquireAsync(Duration.ofMillis(50)).get(30, TimeUnit.SECONDS))
				.withCauseInstanceOf(LockAcquisitionTimeoutException.class);
			Lease brief = locks.obtain("brief", LockOptions.builder().maxHold(Duration.ofMillis(20)).build())
				.acquireAsync()
				.get(30, TimeUnit.SECONDS);
			CountDownLatch stopped = new CountDownLatch(1);
			brief.onLost(stopped::countDown);
			assertThat(stopped.await(30, TimeUnit.SECONDS)).as("onLost").isTrue();
			assertThat(seen.listener.await(30, TimeUnit.SECONDS)).as("LockListener").isTrue();
			assertThat(seen.event.await(30, TimeUnit.SECONDS)).as("LockLostEvent").isTrue();
			assertThat(seen.blocking).hasValue(0);
			held.close();
			Awaitility.await().untilAsserted(() -> assertThat(seen.blocking).hasValue(CALLS));
		});
	}

	/** The common pool has one thread on a machine of two cores. */
	@Test
	void nothingWaitsForTheCommonPool() {
		CountDownLatch end = new CountDownLatch(1);
		for (int i = 0; i < 2 * ForkJoinPool.getCommonPoolParallelism() + 2; i++) {
			ForkJoinPool.commonPool().execute(() -> await(end));
		}
		try {
			this.runner.withPropertyValues("distributed-lock.type=local").run((context) -> {
				LockRegistry locks = context.getBean(LockRegistry.class);
				Lease held = locks.obtain("x").acquireAsync().get(30, TimeUnit.SECONDS);
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> locks.obtain("x").acquireAsync(Duration.ofMillis(50)).get(30, TimeUnit.SECONDS))
					.withCauseInstanceOf(LockAcquisitionTimeoutException.class);
				held.close();
				context.getBean(EngineLockRegistry.class).stop();
				runWithoutTheLock(context.getBean(Service.class));
			});
		}
		finally {
			end.countDown();
		}
	}

	/** Each waits for the other, so they must run side by side. */
	private static void runWithoutTheLock(Service service) throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		List<CompletableFuture<Boolean>> calls = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			calls.add(service.regardless(both));
		}
		CountDownLatch bothHandled = new CountDownLatch(2);
		for (int i = 0; i < 2; i++) {
			calls.add(service.handled(bothHandled));
		}
		for (CompletableFuture<Boolean> call : calls) {
			assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static void fillTheExecutor(ApplicationContext context) {
		for (int i = 0; i < CALLS; i++) {
			context.getBean(Service.class).blocking();
		}
		EngineLockRegistry locks = context.getBean(EngineLockRegistry.class);
		ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
		Awaitility.await().until(() -> locks.waiting() >= THREADS && executor.getQueueSize() == CALLS - THREADS);
	}

	private static boolean meet(CountDownLatch others) {
		others.countDown();
		return await(others);
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Service service(Seen seen) {
			return new Service(seen);
		}

		@Bean
		Seen seen() {
			return new Seen();
		}

		@Bean
		LockFailureHandler handler() {
			return (failure) -> {
				try {
					return failure.proceed();
				}
				catch (Throwable ex) {
					throw new IllegalStateException(ex);
				}
			};
		}

	}

	static class Seen implements LockListener {

		private final AtomicInteger begun = new AtomicInteger();

		private final AtomicInteger blocking = new AtomicInteger();

		private final CountDownLatch listener = new CountDownLatch(1);

		private final CountDownLatch event = new CountDownLatch(1);

		@Override
		public void lost(String name, Duration held, LockLostException reason) {
			this.listener.countDown();
		}

		@EventListener
		void lost(LockLostEvent event) {
			this.event.countDown();
		}

	}

	public static class Service {

		private final Seen seen;

		Service(Seen seen) {
			this.seen = seen;
		}

		@Async
		@DistributedLock("x")
		public void blocking() {
			this.seen.blocking.incrementAndGet();
		}

		@DistributedLock("x")
		public CompletableFuture<String> future(CompletableFuture<String> work) {
			this.seen.begun.incrementAndGet();
			return work;
		}

		@DistributedLock("x")
		public Mono<String> mono(CompletableFuture<String> work) {
			this.seen.begun.incrementAndGet();
			return Mono.fromFuture(work);
		}

		@DistributedLock(name = "x", onUnavailable = DistributedLock.OnUnavailable.PROCEED)
		public CompletableFuture<Boolean> regardless(CountDownLatch others) {
			return CompletableFuture.completedFuture(meet(others));
		}

		@DistributedLock(name = "x", onUnavailable = DistributedLock.OnUnavailable.HANDLE)
		public CompletableFuture<Boolean> handled(CountDownLatch others) {
			return CompletableFuture.completedFuture(meet(others));
		}

	}

}
