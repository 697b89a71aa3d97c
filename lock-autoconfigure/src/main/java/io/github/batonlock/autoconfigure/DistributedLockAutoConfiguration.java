package io.github.batonlock.autoconfigure;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.store.LockStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the {@link LockRegistry} named {@code distributedLockRegistry}.
 * A bean of that name replaces it; other registries may coexist with it.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(name = DistributedLockAutoConfiguration.REGISTRY)
@EnableConfigurationProperties(LockProperties.class)
@Import({ RedisLockStoreConfiguration.class, LocalLockStoreConfiguration.class })
public final class DistributedLockAutoConfiguration {

	/**
	 * Bean name of the default registry, for locks that name no other one.
	 */
	public static final String REGISTRY = "distributedLockRegistry";

	static final String STORE = "distributedLockStore";

	@Bean
	LockRegistryFactory distributedLockRegistryFactory(LockProperties properties,
			ObjectProvider<LockListener> listeners) {
		return new LockRegistryFactory(properties, () -> listeners.orderedStream().toList());
	}

	@Bean(REGISTRY)
	EngineLockRegistry distributedLockRegistry(LockRegistryFactory registries,
			@Qualifier(STORE) ObjectProvider<LockStore> stores) {
		LockStore store = stores.getIfAvailable();
		if (store == null) {
			throw new MissingLockStoreException();
		}
		return registries.createEngine(store);
	}

	@Bean
	LockRegistryLifecycle distributedLockRegistryLifecycle(LockRegistryFactory registries,
			@Qualifier(REGISTRY) EngineLockRegistry registry, LockProperties properties) {
		return new LockRegistryLifecycle(registries, new StartUpMessage(properties, registry));
	}

	@Bean
	LockGraceLifecycle distributedLockGraceLifecycle(LockRegistryFactory registries, LockProperties properties) {
		return new LockGraceLifecycle(registries, properties.shutdown() == LockProperties.Shutdown.GRACEFUL);
	}

	@Bean
	LockDrainLifecycle distributedLockDrainLifecycle(LockRegistryFactory registries) {
		return new LockDrainLifecycle(registries);
	}

	@Bean
	LockEventPublisher distributedLockEventPublisher(ConfigurableApplicationContext context) {
		return new LockEventPublisher(context);
	}

}
