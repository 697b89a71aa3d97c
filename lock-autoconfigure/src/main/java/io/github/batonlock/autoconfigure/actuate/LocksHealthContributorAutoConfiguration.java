package io.github.batonlock.autoconfigure.actuate;

import java.util.Map;

import io.github.batonlock.actuate.LocksHealthIndicator;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.LockRegistryFactory;
import io.github.batonlock.inspect.LockInspector;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the health contributor {@code locks}.
 */
@AutoConfiguration(after = DistributedLockAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(LockRegistryFactory.class)
public final class LocksHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("locks")
	@ConditionalOnMissingBean(name = { "locksHealthIndicator", "locksHealthContributor" })
	HealthContributor locksHealthContributor(LockRegistryFactory registries, ListableBeanFactory beans) {
		Map<String, LockInspector> all = registries.inspectors(beans);
		return (all.size() == 1) ? new LocksHealthIndicator(all.values().iterator().next())
				: CompositeHealthContributor.fromMap(all, LocksHealthIndicator::new);
	}

}
