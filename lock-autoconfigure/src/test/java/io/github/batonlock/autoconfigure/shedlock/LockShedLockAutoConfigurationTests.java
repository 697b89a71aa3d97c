package io.github.batonlock.autoconfigure.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.shedlock.ShedLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockShedLockAutoConfiguration}.
 */
class LockShedLockAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLockAutoConfiguration.class, LockShedLockAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@Test
	void providesTheLocksOfTheApplication() {
		this.runner.run((context) -> {
			Optional<SimpleLock> lock = context.getBean(LockProvider.class)
				.lock(new LockConfiguration(Instant.now(), "job", Duration.ofMinutes(1), Duration.ZERO));
			assertThat(lock).isPresent();
			LockRegistry locks = context.getBean(LockRegistry.class);
			assertThat(locks.obtain("job").tryAcquire()).isEmpty();
			lock.get().unlock();
			assertThat(locks.obtain("job").tryAcquire()).isPresent();
		});
	}

	@Test
	void backsOffForTheProviderOfTheApplication() {
		LockProvider own = (configuration) -> Optional.empty();
		this.runner.withBean("lockProvider", LockProvider.class, () -> own)
			.run((context) -> assertThat(context).getBean(LockProvider.class).isSameAs(own));
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ShedLockProvider.class));
	}

	@Test
	void startsWithoutShedLock() {
		this.runner.withClassLoader(new FilteredClassLoader("net.javacrumbs.shedlock")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("distributedLockShedLockProvider");
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

}
