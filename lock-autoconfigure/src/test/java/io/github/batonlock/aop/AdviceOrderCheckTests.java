package io.github.batonlock.aop;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.InvalidLockException;
import io.github.batonlock.aop.operation.LockOperationSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AdviceOrderCheck}, as {@link LockedBeansCheck} uses it.
 */
class AdviceOrderCheckTests {

	private static final String TRANSACTION = ": its transaction would begin before the lock is acquired, and could "
			+ "miss changes of the previous holder; the property distributed-lock.aspect.order must be lower than "
			+ "that of transactions";

	private static final String ASYNC = ": the lock would be released once the asynchronous execution is submitted, "
			+ "before the method has run; the property distributed-lock.aspect.order must be higher than that of @Async";

	private final LockOperationSource operations = new LockOperationSource((text) -> text);

	@Test
	void rejectsTransactionOutsideOfLock() {
		refuses(EarlyTransactions.class, Both.class, DistributedLockAdvisor.DEFAULT_ORDER, "pay(long)" + TRANSACTION);
	}

	@Test
	void acceptsTransactionInsideOfLock() {
		starts(Transactions.class, Both.class, DistributedLockAdvisor.DEFAULT_ORDER);
		starts(EarlyTransactions.class, Both.class, 0);
	}

	@Test
	void ignoresTransactionOfAnotherMethod() {
		starts(EarlyTransactions.class, EachItsOwn.class, DistributedLockAdvisor.DEFAULT_ORDER);
	}

	@Test
	void rejectsAsyncExecutionInsideOfLock() {
		refuses(LateAsynchronous.class, Later.class, DistributedLockAdvisor.DEFAULT_ORDER, "run()" + ASYNC);
	}

	@Test
	void rejectsAsyncExecutionInInnerProxy() {
		refuses(AsyncProxies.class, Later.class, DistributedLockAdvisor.DEFAULT_ORDER, "run()" + ASYNC);
	}

	@Test
	void acceptsAsyncExecutionOutsideOfLock() {
		starts(Asynchronous.class, Later.class, DistributedLockAdvisor.DEFAULT_ORDER);
	}

	private void refuses(Class<?> configuration, Class<?> bean, int order, String message) {
		try (AnnotationConfigApplicationContext context = context(configuration, bean, order)) {
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(context::refresh)
				.withCauseInstanceOf(InvalidLockException.class)
				.withMessage("Error creating bean with name 'checked': @DistributedLock(name = \"a\") on "
						+ bean.getName() + "." + message);
		}
	}

	private void starts(Class<?> configuration, Class<?> bean, int order) {
		try (AnnotationConfigApplicationContext context = context(configuration, bean, order)) {
			assertThatNoException().isThrownBy(context::refresh);
			assertThat(((Advised) context.getBean("checked")).getAdvisors())
				.hasAtLeastOneElementOfType(DistributedLockAdvisor.class);
		}
	}

	private AnnotationConfigApplicationContext context(Class<?> configuration, Class<?> bean, int order) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(PlatformTransactionManager.class, () -> mock());
		context.registerBean("locks", DistributedLockAdvisor.class,
				() -> new DistributedLockAdvisor(this.operations, new LockInvoker(() -> mock(), null, true), order));
		context.registerBean(LockedBeansCheck.class,
				() -> new LockedBeansCheck(context.getBeanFactory(), this.operations, "distributedLockRegistry"));
		context.register(configuration);
		AopConfigUtils.registerAspectJAnnotationAutoProxyCreatorIfNecessary(context);
		AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(context);
		context.registerBean("checked", bean);
		return context;
	}

	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

	}

	@EnableTransactionManagement(proxyTargetClass = true, order = 10)
	static class EarlyTransactions {

	}

	@EnableAsync(proxyTargetClass = true)
	static class Asynchronous {

	}

	static class LateAsynchronous {

		@Bean
		static AsyncAnnotationAdvisor lateAdvisor() {
			AsyncAnnotationAdvisor advisor = new AsyncAnnotationAdvisor();
			advisor.setOrder(Ordered.LOWEST_PRECEDENCE);
			return advisor;
		}

	}

	/**
	 * Puts a proxy around beans before the lock does.
	 */
	static class AsyncProxies implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public @Nullable Object postProcessBeforeInitialization(Object bean, String beanName) {
			if (!(bean instanceof Later)) {
				return bean;
			}
			ProxyFactory proxy = new ProxyFactory(bean);
			proxy.setProxyTargetClass(true);
			proxy.addAdvisor(new AsyncAnnotationAdvisor());
			return proxy.getProxy();
		}

	}

	static class Both {

		@Transactional
		@DistributedLock("a")
		void pay(long id) {
		}

	}

	static class Later {

		@Async
		@DistributedLock("a")
		void run() {
		}

	}

	static class EachItsOwn {

		@Transactional
		void pay() {
		}

		@DistributedLock("a")
		void look() {
		}

	}

}
