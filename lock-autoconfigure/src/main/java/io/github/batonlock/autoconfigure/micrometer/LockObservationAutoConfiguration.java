package io.github.batonlock.autoconfigure.micrometer;

import io.github.batonlock.aop.observe.CallObserver;
import io.github.batonlock.micrometer.LockObservationConvention;
import io.github.batonlock.micrometer.LockObservations;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for observations of annotated methods.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnSingleCandidate(ObservationRegistry.class)
public final class LockObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(CallObserver.class)
	LockObservations distributedLockObservations(ObservationRegistry registry,
			ObjectProvider<LockObservationConvention> conventions) {
		return new LockObservations(registry, conventions.getIfUnique(() -> LockObservationConvention.DEFAULT));
	}

}
