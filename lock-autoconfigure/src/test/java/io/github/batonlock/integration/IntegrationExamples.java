package io.github.batonlock.integration;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;

/**
 * The Java of docs/integrations.md about Spring Integration.
 */
@Configuration(proxyBeanMethods = false)
class IntegrationExamples {

	@Bean
	LockRegistryLeaderInitiator leaderInitiator(IntegrationLockRegistry locks) {
		return new LockRegistryLeaderInitiator(locks);
	}

	@Bean
	IntegrationFlow parcels(IntegrationLockRegistry locks) {
		return (flow) -> flow.aggregate((aggregator) -> aggregator.lockRegistry(locks)).channel("shipped");
	}

}
