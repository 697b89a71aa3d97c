package io.github.batonlock.autoconfigure.actuate;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.actuate.LocksHealthIndicator;
import io.github.batonlock.autoconfigure.ConfigurationMetadata;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.SecondRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LocksHealthContributorAutoConfiguration}.
 */
class LocksHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner withoutHealth = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				LocksHealthContributorAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	private final ApplicationContextRunner runner = this.withoutHealth.withConfiguration(AutoConfigurations
		.of(HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));

	@Test
	void contributorIsCalledLocks() {
		this.runner
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor("locks"))
				.isInstanceOfSatisfying(HealthIndicator.class,
						(locks) -> assertThat(health(locks).getStatus()).isEqualTo(Status.UP)));
	}

	@Test
	void reportsEachRegistryOfTheFactory() {
		this.runner.withUserConfiguration(SecondRegistry.class)
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor("locks"))
				.isInstanceOfSatisfying(CompositeHealthContributor.class, (locks) -> {
					assertThat(locks.stream().map(HealthContributors.Entry::name))
						.containsExactlyInAnyOrder("distributedLockRegistry", "second");
					context.getBean("second", EngineLockRegistry.class).stop();
					assertThat(status(locks, "distributedLockRegistry")).isEqualTo(Status.UP);
					assertThat(status(locks, "second")).isEqualTo(Status.OUT_OF_SERVICE);
				}));
	}

	private static Status status(CompositeHealthContributor locks, String registry) {
		return health((HealthIndicator) locks.getContributor(registry)).getStatus();
	}

	@Test
	void isOutOfServiceWhileTheApplicationIsPaused() {
		this.runner.run((context) -> {
			LocksHealthIndicator locks = context.getBean(LocksHealthIndicator.class);
			context.stop();
			assertThat(health(locks).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			context.start();
			assertThat(health(locks).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void canBeSwitchedOff() {
		for (String property : new String[] { "management.health.locks.enabled", "management.health.defaults.enabled",
				"distributed-lock.enabled" }) {
			this.runner.withPropertyValues(property + "=false")
				.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksHealthIndicator.class));
		}
	}

	@Test
	void switchIsKnownToTools() {
		assertThat(ConfigurationMetadata.all("management.health.locks.")).singleElement().satisfies((property) -> {
			assertThat(property).containsEntry("name", "management.health.locks.enabled")
				.containsEntry("defaultValue", true);
			assertThat(property.get("description")).asString().endsWith(".");
		});
	}

	@Test
	void startsWithoutHealth() {
		this.withoutHealth.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("locksHealthContributor");
				context.getBean(LockRegistry.class).obtain("a").acquire().close();
			});
	}

	@Test
	void backsOffForContributorOfTheUser() {
		HealthIndicator own = () -> Health.up().build();
		for (String name : new String[] { "locksHealthIndicator", "locksHealthContributor" }) {
			this.runner.withBean(name, HealthIndicator.class, () -> own)
				.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksHealthIndicator.class));
		}
	}

	@Test
	void leavesRegistriesOfTheUserAlone() {
		this.runner.withBean("distributedLockRegistry", LockRegistry.class, () -> mock(LockRegistry.class))
			.withBean("other", EngineLockRegistry.class, () -> mock(EngineLockRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksHealthIndicator.class));
	}

	private static Health health(HealthIndicator indicator) {
		Health health = indicator.health();
		assertThat(health).isNotNull();
		return health;
	}

}
