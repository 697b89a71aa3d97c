package io.github.batonlock.autoconfigure;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.DistributedLockAdvisor;
import io.github.batonlock.aop.LockInvoker;
import io.github.batonlock.aop.LockOperationSource;
import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.framework.autoproxy.AbstractAdvisorAutoProxyCreator;
import org.springframework.aop.framework.autoproxy.InfrastructureAdvisorAutoProxyCreator;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for {@code @DistributedLock} on methods.
 */
@AutoConfiguration(after = DistributedLockAutoConfiguration.class,
		afterName = "org.springframework.boot.autoconfigure.aop.AopAutoConfiguration")
@ConditionalOnClass({ MethodInterceptor.class, AbstractAdvisorAutoProxyCreator.class })
@ConditionalOnBean(name = DistributedLockAutoConfiguration.REGISTRY, value = LockRegistry.class)
public final class DistributedLockAspectAutoConfiguration {

	private DistributedLockAspectAutoConfiguration() {
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean
	static DistributedLockAdvisor distributedLockAdvisor(ConfigurableListableBeanFactory beans,
			Environment environment) {
		int order = environment.getProperty("distributed-lock.aspect.order", Integer.class,
				DistributedLockAdvisor.DEFAULT_ORDER);
		boolean throwOnLost = !"warn".equalsIgnoreCase(environment.getProperty("distributed-lock.on-lost"));
		LockOperationSource operations = new LockOperationSource(
				(text) -> String.valueOf(beans.resolveEmbeddedValue(text)));
		LockInvoker invoker = new LockInvoker(
				() -> beans.getBean(DistributedLockAutoConfiguration.REGISTRY, LockRegistry.class), beans, throwOnLost);
		return new DistributedLockAdvisor(operations, invoker, order);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(AbstractAdvisorAutoProxyCreator.class)
	static InfrastructureAdvisorAutoProxyCreator distributedLockProxyCreator() {
		InfrastructureAdvisorAutoProxyCreator creator = new InfrastructureAdvisorAutoProxyCreator();
		creator.setProxyTargetClass(true);
		return creator;
	}

}
