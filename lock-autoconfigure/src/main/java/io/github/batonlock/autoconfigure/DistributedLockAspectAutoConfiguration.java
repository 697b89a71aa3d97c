package io.github.batonlock.autoconfigure;

import java.util.Objects;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.DistributedLockAdvisor;
import io.github.batonlock.aop.DistributedLockAspect;
import io.github.batonlock.aop.LockedBeansCheck;
import io.github.batonlock.aop.WovenTransactionsCheck;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.call.PublisherLocking;
import io.github.batonlock.aop.call.TransactionGuard;
import io.github.batonlock.aop.operation.LockOperationSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.lang.ProceedingJoinPoint;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Auto-configuration for {@code @DistributedLock} on methods.
 */
@AutoConfiguration(after = { DistributedLockAutoConfiguration.class, AopAutoConfiguration.class },
		afterName = "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration")
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass(MethodInterceptor.class)
@ConditionalOnBean(name = DistributedLockAutoConfiguration.REGISTRY)
@EnableConfigurationProperties(LockProperties.class)
@Import({ DistributedLockAspectAutoConfiguration.ProxyCreator.class, ReactorLockingConfiguration.class })
public final class DistributedLockAspectAutoConfiguration {

	private DistributedLockAspectAutoConfiguration() {
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static LockOperationSource distributedLockOperationSource(ConfigurableListableBeanFactory beans) {
		return new LockOperationSource((text) -> Objects.requireNonNullElse(beans.resolveEmbeddedValue(text), ""),
				beans);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean
	static DistributedLockAdvisor distributedLockAdvisor(LockOperationSource operations, ApplicationContext context,
			Environment environment, ObjectProvider<PublisherLocking> publishers) {
		LockProperties properties = properties(environment);
		return new DistributedLockAdvisor(operations, invoker(context, properties, publishers),
				properties.aspect().order());
	}

	/**
	 * Binds the properties without their bean: advisors are created before the
	 * post-processors that the bean needs, and calls may end after it is destroyed.
	 */
	private static LockProperties properties(Environment environment) {
		return Binder.get(environment).bindOrCreate("distributed-lock", LockProperties.class);
	}

	/**
	 * Uses the application context and not its bean factory, which would create beans
	 * again for calls that outlive the context.
	 */
	private static LockInvoker invoker(ApplicationContext context, LockProperties properties,
			ObjectProvider<PublisherLocking> publishers) {
		return new LockInvoker(() -> context.getBean(DistributedLockAutoConfiguration.REGISTRY, LockRegistry.class),
				context, properties.onLost() == LockProperties.OnLost.THROW, publishers.getIfAvailable());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static TransactionGuard distributedLockTransactionGuard() {
		return new TransactionGuard();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static LockedBeansCheck distributedLockedBeansCheck(LockOperationSource operations,
			ConfigurableListableBeanFactory beans) {
		return new LockedBeansCheck(beans, operations, DistributedLockAutoConfiguration.REGISTRY);
	}

	/**
	 * Configuration for methods into which AspectJ has woven the lock.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ProceedingJoinPoint.class)
	static class WeavingConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenLocks distributedLockWovenLocks(LockOperationSource operations, ApplicationContext context,
				Environment environment, ObjectProvider<PublisherLocking> publishers) {
			LockInvoker invoker = invoker(context, properties(environment), publishers);
			return new WovenLocks(new DistributedLockAspect(operations, invoker));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenTransactionsCheck distributedLockWovenTransactionsCheck(LockOperationSource operations,
				ConfigurableListableBeanFactory beans) {
			return new WovenTransactionsCheck(beans, operations);
		}

	}

	/**
	 * Holds the aspect. As a bean, Spring would create proxies from the aspect.
	 */
	static final class WovenLocks implements InitializingBean, DisposableBean {

		private final DistributedLockAspect aspect;

		WovenLocks(DistributedLockAspect aspect) {
			this.aspect = aspect;
		}

		@Override
		public void afterPropertiesSet() {
			this.aspect.start();
		}

		@Override
		public void destroy() {
			this.aspect.stop();
		}

	}

	/**
	 * Ensures that advisors are applied, even if nothing else needs proxies.
	 */
	static class ProxyCreator implements ImportBeanDefinitionRegistrar {

		@Override
		public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
			AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
		}

	}

}
