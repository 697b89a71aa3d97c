package io.github.batonlock.autoconfigure.actuate;

import java.util.HashMap;
import java.util.Map;

import io.github.batonlock.actuate.LocksEndpoint;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.LockRegistryFactory;
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
@ConditionalOnBean(LockRegistryFactory.class)
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
		registries.inspectors(beans).forEach((name, inspector) -> others.put(name, new LocksEndpoint(inspector)));
		others.remove(DistributedLockAutoConfiguration.REGISTRY);
		return others;
	}

}
