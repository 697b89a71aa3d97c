package io.github.batonlock.autoconfigure;

import io.github.batonlock.redis.RedisLockStore;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Configuration of the lock store in Redis.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnProperty(name = "distributed-lock.type", havingValue = "redis", matchIfMissing = true)
@ConditionalOnMissingBean(name = DistributedLockAutoConfiguration.STORE)
@ImportRuntimeHints(RedisLockStoreConfiguration.Scripts.class)
class RedisLockStoreConfiguration {

	@Bean(DistributedLockAutoConfiguration.STORE)
	RedisLockStore distributedLockStore(LockProperties properties,
			@DistributedLockConnectionFactory ObjectProvider<RedisConnectionFactory> chosen,
			ObjectProvider<RedisConnectionFactory> factory) {
		RedisConnectionFactory usual = chosen.getIfAvailable(factory::getIfAvailable);
		if (usual == null) {
			throw new MissingLockStoreException();
		}
		return RedisLockStore.builder(usual)
			.keyPrefix(properties.keyPrefix())
			.replicas(properties.replicas().acknowledgements(), properties.replicas().timeout())
			.build();
	}

	/**
	 * Registers hints for the scripts in a native image.
	 */
	static class Scripts implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/github/batonlock/redis/*.lua");
		}

	}

}
