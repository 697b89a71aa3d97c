package io.github.batonlock.autoconfigure;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.micrometer.LockMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for meters of locks.
 */
@AutoConfiguration(after = DistributedLockAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(LockRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public final class LockMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LockMeters distributedLockMeters(MeterRegistry meters) {
		return new LockMeters(meters);
	}

	@Bean
	@ConditionalOnMissingBean(name = "distributedLockWaitingMeter")
	MeterBinder distributedLockWaitingMeter(
			@Qualifier(DistributedLockAutoConfiguration.REGISTRY) ObjectProvider<EngineLockRegistry> locks) {
		return (meters) -> locks
			.ifAvailable((registry) -> Gauge.builder(LockMeters.WAITING, registry, EngineLockRegistry::waiting)
				.description("Callers that wait for a lock in this JVM")
				.register(meters));
	}

}
