package io.github.batonlock.autoconfigure.integration;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.LockProperties;
import io.github.batonlock.integration.IntegrationLockRegistry;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * Auto-configuration for a lock registry of Spring Integration, unless the application
 * has one.
 */
@AutoConfiguration(after = DistributedLockAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass(RenewableLockRegistry.class)
@ConditionalOnBean(name = DistributedLockAutoConfiguration.REGISTRY)
@ConditionalOnMissingBean(org.springframework.integration.support.locks.LockRegistry.class)
@EnableConfigurationProperties(LockProperties.class)
public final class LockIntegrationAutoConfiguration {

	@Bean
	IntegrationLockRegistry distributedLockIntegrationRegistry(
			@Qualifier(DistributedLockAutoConfiguration.REGISTRY) LockRegistry locks, LockProperties properties) {
		return new IntegrationLockRegistry(locks, properties.integration().timeout());
	}

}
