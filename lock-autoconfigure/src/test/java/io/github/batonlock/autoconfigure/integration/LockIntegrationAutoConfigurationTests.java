package io.github.batonlock.autoconfigure.integration;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.SecondRegistry;
import io.github.batonlock.integration.IntegrationLockRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.support.locks.DefaultLockRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockIntegrationAutoConfiguration}.
 */
@Timeout(60)
class LockIntegrationAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLockAutoConfiguration.class, LockIntegrationAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@Test
	void bridgesTheLocksOfTheApplication() {
		this.runner.withPropertyValues("distributed-lock.timeout=0s").run((context) -> {
			IntegrationLockRegistry bridge = context.getBean(IntegrationLockRegistry.class);
			LockRegistry locks = context.getBean(LockRegistry.class);
			bridge.obtain("a").lock();
			assertThat(locks.obtain("a").current()).isPresent();
			bridge.obtain("a").unlock();
			assertThat(locks.obtain("a").current()).isEmpty();
		});
	}

	@Test
	void waitsNoLongerThanItsTimeout() {
		this.runner.withPropertyValues("distributed-lock.timeout=1h", "distributed-lock.integration.timeout=1ms")
			.run((context) -> {
				Lease lease = context.getBean(LockRegistry.class).obtain("a").acquireAsync().join();
				IntegrationLockRegistry bridge = context.getBean(IntegrationLockRegistry.class);
				assertThatExceptionOfType(LockAcquisitionTimeoutException.class)
					.isThrownBy(() -> bridge.obtain("a").lockInterruptibly());
				lease.close();
			});
	}

	@Test
	void rejectsNegativeTimeout() {
		this.runner.withPropertyValues("distributed-lock.integration.timeout=-1ms")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("distributed-lock.integration.timeout must not be less than 0ms, but is -1ms"));
	}

	@Test
	void backsOffForTheRegistryOfTheApplication() {
		this.runner.withBean("lockRegistry", DefaultLockRegistry.class, DefaultLockRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(IntegrationLockRegistry.class)
				.hasSingleBean(LockRegistry.class));
	}

	@Test
	void bridgesTheRegistryThatReplacesTheDefault() {
		this.runner.withBean("distributedLockRegistry", LockRegistry.class, SecondRegistry::unmanaged)
			.run((context) -> {
				context.getBean(IntegrationLockRegistry.class).obtain("a").lock();
				assertThat(context.getBean(LockRegistry.class).obtain("a").current()).isPresent();
			});
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(IntegrationLockRegistry.class));
	}

	@Test
	void startsWithoutSpringIntegration() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.integration")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("distributedLockIntegrationRegistry");
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

}
