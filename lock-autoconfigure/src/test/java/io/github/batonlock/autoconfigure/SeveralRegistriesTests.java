package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockLostEvent;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Methods whose locks are in another registry than the usual one, and what the start says
 * of annotations that do not fit the registry.
 */
class SeveralRegistriesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@Test
	void methodLocksInTheRegistryItNames() {
		this.runner.withBean("europe", LockRegistry.class, SecondRegistry::unmanaged)
			.withBean(Stock.class)
			.run((context) -> {
				Stock stock = context.getBean(Stock.class);
				LockRegistry usual = context.getBean("distributedLockRegistry", LockRegistry.class);
				LockRegistry europe = context.getBean("europe", LockRegistry.class);
				stock.european(() -> {
					assertThat(CurrentLease.get().name()).isEqualTo("stock");
					assertThat(europe.obtain("stock").current()).isPresent();
					assertThat(usual.obtain("stock").current()).isEmpty();
				});
				stock.usual(() -> {
					assertThat(europe.obtain("stock").current()).isEmpty();
					assertThat(usual.obtain("stock").current()).isPresent();
				});
			});
	}

	@Test
	void registryOfTheFactoryObeysRules() {
		this.runner.withUserConfiguration(SecondRegistry.class)
			.withPropertyValues("distributed-lock.rules[0].name=quick:*", "distributed-lock.rules[0].timeout=7ms")
			.run((context) -> assertThat(second(context).obtain("quick:1").timeout()).isEqualTo(Duration.ofMillis(7)));
	}

	@Test
	void registryOfTheFactoryPublishesLosses() {
		this.runner.withUserConfiguration(SecondRegistry.class).run((context) -> {
			second(context).obtain("a", LockOptions.builder().maxHold(Duration.ofMillis(1)).build()).acquire();
			List<LockLostEvent> lost = context.getBean(SecondRegistry.class).losses();
			await().untilAsserted(() -> assertThat(lost).hasSize(1));
		});
	}

	@Test
	void registryOfTheFactoryDrainsBeforeItStops() {
		this.runner.withUserConfiguration(SecondRegistry.class).run((context) -> {
			Lease lease = second(context).obtain("a").acquireAsync().join();
			CompletableFuture<Lease> waiter = second(context).obtain("a").acquireAsync();
			context.getBean(LockDrainLifecycle.class).stop();
			assertThat(waiter).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(LockUnavailableException.class);
			assertThat(lease.isValid()).isTrue();
		});
	}

	@Test
	void registryOfTheFactoryStartsAndStopsWithTheContext() {
		this.runner.withUserConfiguration(SecondRegistry.class).run((context) -> {
			EngineLockRegistry second = (EngineLockRegistry) second(context);
			assertThat(second.isRunning()).isTrue();
			context.stop();
			assertThat(second.isRunning()).isFalse();
			context.start();
			assertThat(second.isRunning()).isTrue();
			context.close();
			assertThat(second.isRunning()).isFalse();
		});
	}

	@Test
	void defaultRegistryIsInjectedBesideNoCandidate() {
		this.runner.withUserConfiguration(SecondRegistry.class)
			.run((context) -> assertThat(context.getBean(LockRegistry.class))
				.isSameAs(context.getBean("distributedLockRegistry"))
				.isNotSameAs(second(context)));
	}

	private static LockRegistry second(ApplicationContext context) {
		return context.getBean("second", LockRegistry.class);
	}

	@Test
	void missingRegistryFailsTheStart() {
		this.runner.withBean("stock", Stock.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Error creating bean with name 'stock': @DistributedLock(name = \"stock\") on "
						+ Stock.class.getName()
						+ ".european(Runnable): registry names bean 'europe', but there is no such bean"));
	}

	@Test
	void registryOfAnotherTypeFailsTheStart() {
		this.runner.withBean("europe", String.class, () -> "x")
			.withBean("stock", Stock.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Error creating bean with name 'stock': @DistributedLock(name = \"stock\") on "
						+ Stock.class.getName() + ".european(Runnable): registry names bean 'europe', which is not a "
						+ "LockRegistry, but a java.lang.String"));
	}

	@Test
	void contradictoryOptionsFailTheStart() {
		this.runner.withBean("job", Job.class)
			.withPropertyValues("distributed-lock.rules[0].name=nightly-*", "distributed-lock.rules[0].max-hold=1m")
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Error creating bean with name 'job': @DistributedLock(name = \"nightly-report\") on "
						+ Job.class.getName() + ".run(): min-hold (PT1H) of lock 'nightly-report' must not be longer "
						+ "than its max-hold (PT1M)"));
		this.runner.withBean("job", Job.class)
			.withPropertyValues("distributed-lock.rules[0].name=daily-*", "distributed-lock.rules[0].max-hold=1m")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void optionsOfLazyRegistryAreNotChecked() {
		this.runner.withBean("europe", LockRegistry.class, () -> {
			throw new AssertionError("was created");
		}, (definition) -> definition.setLazyInit(true))
			.withBean(Stock.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	static class Stock {

		@DistributedLock("stock")
		void usual(Runnable check) {
			check.run();
		}

		@DistributedLock(name = "stock", registry = "europe")
		void european(Runnable check) {
			check.run();
		}

	}

	static class Job {

		@DistributedLock(name = "nightly-report", minHold = "1h")
		void run() {
		}

	}

}
