package io.github.batonlock.autoconfigure;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.DistributedLockAdvisor;
import org.aspectj.weaver.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DistributedLockAspectAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DistributedLockAspectAutoConfigurationTests {

	private final ApplicationContextRunner withoutAop = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	private final ApplicationContextRunner runner = this.withoutAop
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class));

	@Test
	void annotatedMethodHoldsTheLockOfItsArguments() {
		this.runner.withUserConfiguration(Orders.class).run((context) -> {
			OrderService orders = context.getBean(OrderService.class);
			assertThat(orders.ship(42)).isEqualTo("order:42");
			assertThat(orders.template("x")).isTrue();
		});
	}

	@Test
	void throwsOrSkipsWhileOthersHoldTheLock() {
		this.runner.withUserConfiguration(Orders.class).run((context) -> {
			OrderService orders = context.getBean(OrderService.class);
			Lease lease = context.getBean(LockRegistry.class)
				.obtain("order:42")
				.acquireAsync()
				.get(20, TimeUnit.SECONDS);
			assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> orders.ship(42))
				.withMessageContaining("Lock 'order:42'");
			assertThat(orders.skipped(42)).isEmpty();
			lease.close();
			assertThat(orders.skipped(42)).contains("done");
		});
	}

	@Test
	void startsWithoutAWarning(CapturedOutput output) {
		this.runner.withUserConfiguration(Orders.class, WithPostProcessor.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN").doesNotContain("is not eligible for getting processed");
	}

	@Test
	void isAppliedOnceWithoutAspectj() {
		this.runner.withClassLoader(new FilteredClassLoader(Advice.class))
			.withUserConfiguration(Orders.class)
			.run((context) -> assertLockedOnce(context.getBean(OrderService.class)));
	}

	@Test
	void isAppliedOnceWithAspectj() {
		this.runner.withUserConfiguration(Orders.class)
			.run((context) -> assertLockedOnce(context.getBean(OrderService.class)));
	}

	@Test
	void isAppliedWhenNothingElseCreatesProxies() {
		this.withoutAop.withUserConfiguration(Orders.class)
			.run((context) -> assertLockedOnce(context.getBean(OrderService.class)));
		this.runner.withPropertyValues("spring.aop.auto=false")
			.withUserConfiguration(Orders.class)
			.run((context) -> assertLockedOnce(context.getBean(OrderService.class)));
	}

	private static void assertLockedOnce(OrderService orders) {
		assertThat(AopUtils.isAopProxy(orders)).isTrue();
		assertThat(AopUtils.isAopProxy(AopProxyUtils.getSingletonTarget(orders))).isFalse();
		assertThat(((Advised) orders).getAdvisors()).filteredOn(DistributedLockAdvisor.class::isInstance).hasSize(1);
		assertThat(orders.ship(42)).isEqualTo("order:42");
	}

	@Test
	void isNotThereWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.withBean("distributedLockRegistry", LockRegistry.class, () -> mock(LockRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DistributedLockAdvisor.class));
	}

	@Test
	void usesRegistryOfTheUser() {
		this.runner.withBean("distributedLockRegistry", LockRegistry.class, () -> mock(LockRegistry.class))
			.run((context) -> assertThat(context).hasSingleBean(DistributedLockAdvisor.class));
	}

	@Test
	void usesUserRegistryThatIsNoDefaultCandidate() {
		this.runner.withUserConfiguration(NoCandidate.class)
			.run((context) -> assertThat(context).hasSingleBean(DistributedLockAdvisor.class));
	}

	@Test
	void failsWhenRegistryBeanHasAnotherType() {
		this.runner.withBean("distributedLockRegistry", StringBuilder.class, StringBuilder::new)
			.withBean(Locked.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Locked.run", "the bean 'distributedLockRegistry' is not a "
						+ "io.github.batonlock.LockRegistry, but a java.lang.StringBuilder"));
	}

	@Test
	void orderIsConfigurable() {
		this.runner.run((context) -> assertThat(context.getBean(DistributedLockAdvisor.class).getOrder())
			.isEqualTo(Ordered.LOWEST_PRECEDENCE - 1000));
		this.runner.withPropertyValues("distributed-lock.aspect.order=5")
			.run((context) -> assertThat(context.getBean(DistributedLockAdvisor.class).getOrder()).isEqualTo(5));
		this.runner.withPropertyValues("distributed-lock.aspect.order=first")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Failed to bind properties under 'distributed-lock.aspect.order'"));
	}

	@Test
	void throwsOrWarnsWhenTheLockWasLost() {
		ApplicationContextRunner losing = this.runner.withUserConfiguration(Orders.class)
			.withPropertyValues("distributed-lock.max-hold=50ms");
		losing.run((context) -> assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> context.getBean(OrderService.class).holdUntilLost()));
		losing.withPropertyValues("distributed-lock.on-lost=warn")
			.run((context) -> assertThat(context.getBean(OrderService.class).holdUntilLost()).isEqualTo("returned"));
	}

	@Test
	void invalidAnnotationFailsTheStart() {
		this.runner.withBean("wrong", Unknown.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("uses #orderID, but knows only #orderId, #p0, #a0, #root"));
		this.runner.withBean(Future.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("it does not tell when its result is complete"));
		this.runner.withBean(Primitive.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("SKIP has nothing to return for the primitive type int"));
	}

	@Configuration(proxyBeanMethods = false)
	static class WithPostProcessor {

		@Bean
		static BeanPostProcessor asManyApplicationsHave() {
			return new BeanPostProcessor() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Orders {

		@Bean
		OrderService orderService(LockRegistry registry) {
			return new OrderService(registry);
		}

	}

	/**
	 * Public, for a proxy that another class loader makes.
	 */
	public static class OrderService {

		private final LockRegistry registry;

		OrderService(LockRegistry registry) {
			this.registry = registry;
		}

		@DistributedLock(name = "order", key = "#orderId", timeout = "0s")
		public String ship(long orderId) {
			return this.registry.obtain("order:" + orderId).current().orElseThrow().name();
		}

		@DistributedLock("stock:#{#item}")
		public boolean template(String item) {
			return this.registry.obtain("stock:" + item).current().isPresent();
		}

		@DistributedLock(name = "order", key = "#orderId", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		public Optional<String> skipped(long orderId) {
			return Optional.of("done");
		}

		@DistributedLock("lost")
		public String holdUntilLost() {
			Lease lease = this.registry.obtain("lost").current().orElseThrow();
			await().until(() -> !lease.isValid());
			return "returned";
		}

	}

	static class Unknown {

		@DistributedLock("#orderID")
		void ship(long orderId) {
		}

	}

	static class Future {

		@DistributedLock("a")
		java.util.concurrent.Future<String> ship() {
			return CompletableFuture.completedFuture("");
		}

	}

	static class Primitive {

		@DistributedLock(name = "a", onTimeout = DistributedLock.OnTimeout.SKIP)
		int ship() {
			return 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoCandidate {

		@Bean(name = "distributedLockRegistry", defaultCandidate = false)
		LockRegistry distributedLockRegistry() {
			return mock();
		}

	}

	static class Locked {

		@DistributedLock("a")
		void run() {
		}

	}

}
