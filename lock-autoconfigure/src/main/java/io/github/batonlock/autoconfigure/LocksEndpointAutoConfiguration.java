package io.github.batonlock.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import io.github.batonlock.actuate.LocksEndpoint;
import io.github.batonlock.engine.EngineLockRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the endpoint {@code locks} of the Actuator.
 */
@AutoConfiguration(after = DistributedLockAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(LockRegistryLifecycle.class)
public final class LocksEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	LocksEndpoint distributedLocksEndpoint(
			@Qualifier(DistributedLockAutoConfiguration.REGISTRY) EngineLockRegistry registry,
			LockRegistryFactory registries, ListableBeanFactory beans) {
		return new LocksEndpoint(registry.inspector(), () -> others(registries, beans));
	}

	private static Map<String, LocksEndpoint> others(LockRegistryFactory registries, ListableBeanFactory beans) {
		Map<String, LocksEndpoint> others = new HashMap<>();
		registries.beans(beans).forEach((name, other) -> others.put(name, new LocksEndpoint(other.inspector())));
		others.remove(DistributedLockAutoConfiguration.REGISTRY);
		return others;
	}

}
