package io.github.batonlock.autoconfigure.shedlock;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.shedlock.ShedLockProvider;
import net.javacrumbs.shedlock.core.LockProvider;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for a lock provider of ShedLock, unless the application has one.
 */
@AutoConfiguration(after = DistributedLockAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass(LockProvider.class)
@ConditionalOnBean(name = DistributedLockAutoConfiguration.REGISTRY)
public final class LockShedLockAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(LockProvider.class)
	ShedLockProvider distributedLockShedLockProvider(
			@Qualifier(DistributedLockAutoConfiguration.REGISTRY) LockRegistry locks) {
		return new ShedLockProvider(locks);
	}

}
