package io.github.batonlock.autoconfigure;

import io.github.batonlock.local.LocalLockStore;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of the lock store in memory.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "distributed-lock.type", havingValue = "local")
@ConditionalOnMissingBean(name = DistributedLockAutoConfiguration.STORE)
class LocalLockStoreConfiguration {

	@Bean(DistributedLockAutoConfiguration.STORE)
	LocalLockStore distributedLockStore() {
		return new LocalLockStore();
	}

}
