package io.github.batonlock.autoconfigure;

import java.util.concurrent.Executor;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.engine.LockStore;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.redis.RedisLockStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration for the {@link LockRegistry} named {@code distributedLockRegistry}.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
		"org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LockProperties.class)
public final class DistributedLockAutoConfiguration {

	static final String REGISTRY = "distributedLockRegistry";

	@Bean(REGISTRY)
	@ConditionalOnBean(LockStore.class)
	@ConditionalOnMissingBean(name = REGISTRY)
	EngineLockRegistry distributedLockRegistry(LockStore store, LockProperties properties,
			ObjectProvider<LockListener> listeners,
			@Qualifier("applicationTaskExecutor") ObjectProvider<Executor> executors) {
		Executor executor = executors.getIfAvailable(() -> new SimpleAsyncTaskExecutor("distributed-lock-"));
		return new EngineLockRegistry(store, new LockRules(properties), properties.replyTimeout(), executor,
				new CompositeLockListener(listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnBean(value = EngineLockRegistry.class, name = REGISTRY)
	LockRegistryLifecycle distributedLockRegistryLifecycle(@Qualifier(REGISTRY) EngineLockRegistry registry) {
		return new LockRegistryLifecycle(registry);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "distributed-lock.type", havingValue = "local")
	static class LocalConfiguration {

		@Bean
		@ConditionalOnMissingBean(LockStore.class)
		LocalLockStore distributedLockStore() {
			return new LocalLockStore();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RedisConnectionFactory.class)
	@ConditionalOnProperty(name = "distributed-lock.type", havingValue = "redis", matchIfMissing = true)
	static class RedisConfiguration {

		@Bean
		@ConditionalOnBean(RedisConnectionFactory.class)
		@ConditionalOnMissingBean(LockStore.class)
		RedisLockStore distributedLockStore(RedisConnectionFactory factory, LockProperties properties) {
			return RedisLockStore.builder(factory).keyPrefix(properties.keyPrefix()).build();
		}

	}

}
