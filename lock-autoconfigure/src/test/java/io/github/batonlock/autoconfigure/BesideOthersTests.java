package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.testing.RecordedTransactions;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.resilience.InvocationRejectedException;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The place of the lock among other annotations of the same method, told by the order of
 * what happens.
 */
class BesideOthersTests {

	/** A thread for each, where the common pool may have but one for all. */
	private final SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local", "distributed-lock.timeout=1m")
		.withUserConfiguration(Shop.class);

	@Test
	void eachAttemptOfRetryAcquiresAnewAndHasItsOwnTransaction() {
		this.runner.withUserConfiguration(RetryConfiguration.class).run((context) -> {
			context.getBean(Keys.class).failing.set(2);
			context.getBean(Orders.class).retried();
			assertThat(context.getBean(Events.class)).containsExactly("acquired", "begin", "run", "rollback",
					"released", "acquired", "begin", "run", "rollback", "released", "acquired", "begin", "run",
					"commit", "released");
		});
	}

	@Test
	void orderIsAProperty() {
		this.runner.withUserConfiguration(CacheConfiguration.class)
			.withPropertyValues("distributed-lock.aspect.order=" + Integer.MAX_VALUE)
			.run((context) -> {
				context.getBean(Keys.class).proceed.countDown();
				context.getBean(Orders.class).cached();
				context.getBean(Orders.class).cached();
				assertThat(context.getBean(Events.class)).containsOnlyOnce("acquired");
			});
	}

	@Test
	void rejectsOrderThatPutsTransactionOutside() {
		this.runner.withUserConfiguration(RetryConfiguration.class)
			.withPropertyValues("distributed-lock.aspect.order=" + Integer.MAX_VALUE)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("its transaction would begin before the lock is acquired"));
	}

	@Test
	void callRejectedByConcurrencyLimitRequestsNoLock() {
		this.runner.withUserConfiguration(RetryConfiguration.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			Keys keys = context.getBean(Keys.class);
			Lease lease = foreign(context.getBean(LockRegistry.class), "limited:1");
			CompletableFuture<Void> waiter = CompletableFuture.runAsync(orders::limited, this.threads);
			await().until(() -> keys.asked.get() == 1);
			assertThatExceptionOfType(InvocationRejectedException.class).isThrownBy(orders::limited);
			assertThat(keys.asked).hasValue(1);
			lease.close();
			waiter.get(20, TimeUnit.SECONDS);
		});
	}

	@Test
	void concurrentCacheMissesComputeOnce() {
		this.runner.withUserConfiguration(CacheConfiguration.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			Keys keys = context.getBean(Keys.class);
			CompletableFuture<Integer> one = CompletableFuture.supplyAsync(orders::cached, this.threads);
			CompletableFuture<Integer> other = CompletableFuture.supplyAsync(orders::cached, this.threads);
			await().until(() -> keys.asked.get() == 2);
			keys.proceed.countDown();
			assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(1);
			assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(1);
			assertThat(context.getBean(Events.class)).containsOnlyOnce("run").filteredOn("acquired"::equals).hasSize(2);
		});
	}

	@Test
	void asyncMethodHoldsTheLockInItsExecutor() {
		this.runner.withUserConfiguration(AsyncConfiguration.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			Keys keys = context.getBean(Keys.class);
			Lease lease = foreign(context.getBean(LockRegistry.class), "async");
			orders.async();
			assertThat(keys.thread).isNotDone();
			lease.close();
			assertThat(keys.thread.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
			await().untilAsserted(() -> assertThat(context.getBean(Events.class)).containsSubsequence("acquired",
					"acquired", "run", "released"));
		});
	}

	/** With the one thread for everything that an application may have. */
	@Test
	void futureOfAsyncKeepsTheLockUntilItCompletes() {
		this.runner.withUserConfiguration(AsyncConfiguration.class)
			.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withPropertyValues("spring.task.execution.pool.core-size=1")
			.run((context) -> {
				Events events = context.getBean(Events.class);
				CompletableFuture<String> work = new CompletableFuture<>();
				CompletableFuture<String> result = context.getBean(Orders.class).asyncFuture(work);
				await().until(() -> events.contains("run"));
				assertThat(context.getBean(LockRegistry.class).obtain("async").tryAcquire()).isEmpty();
				work.complete("done");
				assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("done");
				assertThat(events).containsExactly("acquired", "run", "released");
			});
	}

	@Test
	void scheduledMethodRunsUnderTheLock() {
		this.runner.withUserConfiguration(SchedulingConfiguration.class)
			.run((context) -> await().untilAsserted(() -> assertThat(context.getBean(Events.class))
				.containsExactly("acquired", "scheduled", "released")));
	}

	@Test
	void argumentsAreValidatedUnderTheLock() {
		this.runner.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class)).run((context) -> {
			assertThatExceptionOfType(ConstraintViolationException.class)
				.isThrownBy(() -> context.getBean(Orders.class).validated(0));
			assertThat(context.getBean(Events.class)).containsExactly("acquired", "released");
		});
	}

	@Test
	void argumentsAreValidatedBeforeTheLockIfConfigured() {
		this.runner.withUserConfiguration(BesideOthersExamples.class)
			.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasSingleBean(MethodValidationPostProcessor.class);
				Orders orders = context.getBean(Orders.class);
				assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> orders.validated(0));
				assertThat(context.getBean(Events.class)).isEmpty();
				orders.validated(1);
				assertThat(context.getBean(Events.class)).containsExactly("acquired", "run", "released");
			});
	}

	@Test
	void callOfTheSameObjectIsNotLocked() {
		this.runner.run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Orders.class).callsItself());
			assertThat(context.getBean(Events.class)).isEmpty();
		});
	}

	/** Not owned by the thread, so that no thread enters with it. */
	private static Lease foreign(LockRegistry locks, String name) throws Exception {
		return locks.obtain(name).acquireAsync(Duration.ofSeconds(20)).get(20, TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		LockListener recorder(Events events) {
			return new Recorder(events);
		}

		@Bean
		Keys keys() {
			return new Keys();
		}

		@Bean
		Orders orders(LockRegistry locks, Events events, Keys keys) {
			return new Orders(locks, events, keys);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	@EnableTransactionManagement
	static class RetryConfiguration {

		@Bean
		RecordedTransactions transactions(Events events) {
			return new RecordedTransactions(events);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class CacheConfiguration {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

		@Bean
		Job job(LockRegistry locks, Events events) {
			return new Job(locks, events);
		}

	}

	static class Events extends CopyOnWriteArrayList<String> {

	}

	/**
	 * Directs the methods. Part of the names of locks, so that it is known who has come
	 * as far as the lock.
	 */
	public static class Keys {

		private final AtomicInteger asked = new AtomicInteger();

		private final AtomicInteger failing = new AtomicInteger();

		private final CountDownLatch proceed = new CountDownLatch(1);

		private final CompletableFuture<Thread> thread = new CompletableFuture<>();

		public int one() {
			this.asked.incrementAndGet();
			return 1;
		}

	}

	record Recorder(Events events) implements LockListener {

		@Override
		public void acquired(Lease lease, Duration waited) {
			this.events.add("acquired");
		}

		@Override
		public void released(String name, Duration held) {
			this.events.add("released");
		}

	}

	@Validated
	static class Orders {

		private final LockRegistry locks;

		private final Events events;

		private final Keys keys;

		Orders(LockRegistry locks, Events events, Keys keys) {
			this.locks = locks;
			this.events = events;
			this.keys = keys;
		}

		@DistributedLock("retried")
		@Retryable(maxRetries = 2, delay = 0)
		@Transactional
		void retried() {
			ran("retried");
			if (this.keys.failing.getAndDecrement() > 0) {
				throw new IllegalArgumentException();
			}
		}

		@DistributedLock(name = "limited", key = "@keys.one()")
		@ConcurrencyLimit(limit = 1, policy = ConcurrencyLimit.ThrottlePolicy.REJECT)
		void limited() {
			ran("limited:1");
		}

		@DistributedLock(name = "cached", key = "@keys.one()")
		@Cacheable("cached")
		Integer cached() {
			ran("cached:1");
			try {
				assertThat(this.keys.proceed.await(20, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return 1;
		}

		@DistributedLock("async")
		@Async
		void async() {
			ran("async");
			this.keys.thread.complete(Thread.currentThread());
		}

		@DistributedLock("async")
		@Async
		CompletableFuture<String> asyncFuture(CompletableFuture<String> work) {
			this.events.add("run");
			return work;
		}

		@DistributedLock("validated")
		void validated(@Positive int number) {
			ran("validated");
		}

		void callsItself() {
			validated(1);
		}

		private void ran(String name) {
			if (this.locks.obtain(name).current().isEmpty()) {
				throw new IllegalStateException("without " + name);
			}
			this.events.add("run");
		}

	}

	static class Job {

		private final LockRegistry locks;

		private final Events events;

		Job(LockRegistry locks, Events events) {
			this.locks = locks;
			this.events = events;
		}

		@DistributedLock("job")
		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		void run() {
			assertThat(this.locks.obtain("job").current()).isPresent();
			this.events.add("scheduled");
		}

	}

}
