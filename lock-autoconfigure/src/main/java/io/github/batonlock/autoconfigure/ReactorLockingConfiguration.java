package io.github.batonlock.autoconfigure;

import io.github.batonlock.aop.CommitGuardAdvisor;
import io.github.batonlock.aop.call.PublisherLocking;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.reactor.ReactorLocking;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Configuration of locks for publishers, if Reactor is present.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(Flux.class)
class ReactorLockingConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(PublisherLocking.class)
	static ReactorLocking distributedLockReactorLocking() {
		return new ReactorLocking(ReactiveAdapterRegistry.getSharedInstance());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CommitGuardAdvisor distributedLockCommitGuardAdvisor(LockOperationSource operations,
			PublisherLocking publishers) {
		return new CommitGuardAdvisor(operations, publishers);
	}

}
