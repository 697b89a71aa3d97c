package io.github.batonlock.test;

import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.engine.EngineLockRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for {@link TestLocks}, imported only by
 * {@link AutoConfigureTestLocks}. Its store replaces the auto-configured one.
 */
@AutoConfiguration(before = DistributedLockAutoConfiguration.class)
public final class TestLocksAutoConfiguration {

	private static final String REGISTRY = "distributedLockRegistry";

	private static final String STORE = "distributedLockStore";

	@Bean(STORE)
	@ConditionalOnMissingBean(name = STORE)
	SimulatedLockStore distributedLockStore() {
		return new SimulatedLockStore();
	}

	@Bean
	LockHistory testLockHistory() {
		return new LockHistory();
	}

	@Bean
	LockSimulations testLockSimulations(ObjectProvider<SimulatedLockStore> store) {
		return new LockSimulations(store.getIfAvailable(() -> {
			throw new IllegalStateException(
					"@AutoConfigureTestLocks needs a store of its own, but the application has a bean '" + STORE + "'");
		}));
	}

	@Bean
	TestLocks testLocks(LockSimulations simulations, LockHistory history,
			ObjectProvider<DistributedLockAutoConfiguration> autoConfiguration,
			@Qualifier(REGISTRY) ObjectProvider<EngineLockRegistry> registry) {
		if (autoConfiguration.getIfAvailable() == null) {
			throw new IllegalStateException("@AutoConfigureTestLocks needs the auto-configured LockRegistry, but "
					+ "DistributedLockAutoConfiguration is excluded, or has backed off for a bean '" + REGISTRY
					+ "' of the application");
		}
		return new TestLocks(registry.getObject(), simulations, history);
	}

}
