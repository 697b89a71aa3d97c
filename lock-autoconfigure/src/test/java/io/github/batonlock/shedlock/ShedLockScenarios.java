package io.github.batonlock.shedlock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.LockListener;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.shedlock.LockShedLockAutoConfiguration;
import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Jobs with ShedLock's own annotation, in two applications that share their locks.
 */
@Timeout(60)
abstract class ShedLockScenarios {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(DistributedLockAutoConfiguration.class, LockShedLockAutoConfiguration.class));

	/**
	 * Configures an application to keep its locks with those of the other applications of
	 * this test.
	 */
	abstract ApplicationContextRunner sharing(ApplicationContextRunner runner);

	@Test
	void jobThatRunsElsewhereIsSkipped() {
		ApplicationContextRunner application = sharing(this.runner).withUserConfiguration(Locking.class)
			.withBean(Job.class);
		application.run((one) -> application.run((other) -> {
			Job here = one.getBean(Job.class);
			Job there = other.getBean(Job.class);
			CompletableFuture<Void> running = CompletableFuture.runAsync(here::run,
					(action) -> new Thread(action).start());
			assertThat(here.started().await(20, TimeUnit.SECONDS)).isTrue();
			there.end().countDown();
			there.run();
			assertThat(there.runs()).hasValue(0);
			here.end().countDown();
			running.get(20, TimeUnit.SECONDS);
			there.run();
			assertThat(there.runs()).hasValue(1);
		}));
	}

	@Test
	void scheduledJobRunsInOneOfAllForLockAtLeastFor() {
		AtomicInteger runs = new AtomicInteger();
		ApplicationContextRunner application = sharing(this.runner)
			.withUserConfiguration(Locking.class, Scheduling.class)
			.withBean(Tick.class, () -> new Tick(runs));
		application.run((one) -> application.run((other) -> {
			await().until(() -> one.getBean(Scheduling.class).skipped.get() >= 3
					&& other.getBean(Scheduling.class).skipped.get() >= 3);
			assertThat(runs).hasValue(1);
		}));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableSchedulerLock(defaultLockAtMostFor = "10m")
	static class Locking {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		private final AtomicInteger skipped = new AtomicInteger();

		@Bean
		LockListener skips() {
			return new LockListener() {

				@Override
				public void notAcquired(String name, Duration waited, RuntimeException reason) {
					Scheduling.this.skipped.incrementAndGet();
				}

			};
		}

	}

	static class Job {

		private final CountDownLatch started = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		private final AtomicInteger runs = new AtomicInteger();

		CountDownLatch started() {
			return this.started;
		}

		CountDownLatch end() {
			return this.end;
		}

		AtomicInteger runs() {
			return this.runs;
		}

		@SchedulerLock(name = "job")
		void run() {
			LockAssert.assertLocked();
			this.runs.incrementAndGet();
			this.started.countDown();
			try {
				assertThat(this.end.await(20, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	static class Tick {

		private final AtomicInteger runs;

		Tick(AtomicInteger runs) {
			this.runs = runs;
		}

		@Scheduled(fixedDelay = 20)
		@SchedulerLock(name = "tick", lockAtLeastFor = "5m")
		void tick() {
			this.runs.incrementAndGet();
		}

	}

}
