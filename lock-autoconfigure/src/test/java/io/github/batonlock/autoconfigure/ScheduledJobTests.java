package io.github.batonlock.autoconfigure;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.DistributedLock.OnTimeout;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * A scheduled method that runs once per tick, whichever of two applications comes first.
 * The test triggers what the scheduler would.
 */
class ScheduledJobTests {

	private final LocalLockStore memory = new LocalLockStore();

	private final AtomicInteger runs = new AtomicInteger();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withBean("distributedLockStore", LockStore.class, this.memory::sibling)
		.withBean(AtomicInteger.class, () -> this.runs)
		.withUserConfiguration(Jobs.class);

	@Test
	void runsOncePerTickWhenTheFirstRunIsShort() {
		inTwoApplications((first, second) -> {
			tick(first);
			tick(second);
			tick(first);
			assertThat(this.runs).hasValue(1);
		}, "least=1h");
	}

	@Test
	void runsAgainWhenMinHoldIsOver() {
		inTwoApplications((first, second) -> {
			tick(first);
			await().until(() -> {
				tick(second);
				return this.runs.get() == 2;
			});
		}, "least=50ms");
	}

	@Test
	void tickOfAnotherIsSkippedWhileTheJobRuns() {
		inTwoApplications((first, second) -> first.getBean(LockRegistry.class).executeLocked("nightly-report", () -> {
			tick(second);
			assertThat(this.runs).hasValue(0);
		}), "least=0s");
	}

	@Test
	void minHoldOutlastsAnApplicationThatEnds() {
		this.runner.withPropertyValues("least=1h").run(ScheduledJobTests::tick);
		this.runner.withPropertyValues("least=1h").run(ScheduledJobTests::tick);
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void failingRunCountsAsARun() {
		this.runs.set(-1);
		inTwoApplications((first, second) -> {
			assertThatIllegalStateException().isThrownBy(() -> tick(first)).withMessage("the report failed");
			tick(second);
			assertThat(this.runs).hasValue(0);
		}, "least=1h");
	}

	private void inTwoApplications(Applications test, String property) {
		ApplicationContextRunner application = this.runner.withPropertyValues(property);
		application.run((first) -> application
			.run((ContextConsumer<AssertableApplicationContext>) (second) -> test.accept(first, second)));
	}

	private static void tick(AssertableApplicationContext application) {
		assertThat(application).hasNotFailed();
		assertThat(application.getBean(ScheduledAnnotationBeanPostProcessor.class).getScheduledTasks()).singleElement()
			.satisfies((scheduled) -> scheduled.getTask().getRunnable().run());
	}

	@FunctionalInterface
	interface Applications {

		void accept(AssertableApplicationContext first, AssertableApplicationContext second);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Jobs {

		@Bean
		Reports reports(AtomicInteger runs) {
			return new Reports(runs);
		}

	}

	static class Reports {

		private final AtomicInteger runs;

		Reports(AtomicInteger runs) {
			this.runs = runs;
		}

		@Scheduled(fixedDelay = 1_000_000_000, initialDelay = 1_000_000_000)
		@DistributedLock(name = "nightly-report", timeout = "0s", onTimeout = OnTimeout.SKIP, minHold = "${least}")
		void write() {
			if (this.runs.incrementAndGet() == 0) {
				throw new IllegalStateException("the report failed");
			}
		}

	}

}
