package io.github.batonlock.autoconfigure;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.RedisOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DistributedLockAutoConfiguration} and
 * {@link DistributedLockAspectAutoConfiguration}.
 */
class DistributedLockAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, AopAutoConfiguration.class,
				DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class));

	private final ApplicationContextRunner local = this.runner.withPropertyValues("distributed-lock.type=local");

	@Test
	void annotatedMethodHoldsTheLockOfItsArguments() {
		this.local.withUserConfiguration(Orders.class).run((context) -> {
			OrderService orders = context.getBean(OrderService.class);
			assertThat(orders.ship(42)).isEqualTo("order:42");
			assertThat(orders.template("x")).isTrue();
			assertThat(orders.root("x")).isTrue();
		});
	}

	@Test
	void annotatedMethodThrowsOrIsSkippedWhileOthersHoldTheLock() {
		this.local.withUserConfiguration(Orders.class).run((context) -> {
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
	void rulesApplyToNamesByPattern() {
		this.local.withPropertyValues("distributed-lock.rules[0].name=order:*", "distributed-lock.rules[0].timeout=0s")
			.run((context) -> {
				LockRegistry registry = context.getBean(LockRegistry.class);
				registry.obtain("order:1").acquireAsync().get(20, TimeUnit.SECONDS);
				assertThatExceptionOfType(LockAcquisitionTimeoutException.class)
					.isThrownBy(() -> registry.obtain("order:1").acquire());
			});
	}

	@Test
	void backsOffByNameOfTheBeanOnly() {
		LockRegistry own = mock(LockRegistry.class);
		this.local.withBean("other", LockRegistry.class, () -> own)
			.run((context) -> assertThat(context).hasBean("distributedLockRegistry").hasBean("other"));
		this.local.withBean("distributedLockRegistry", LockRegistry.class, () -> own)
			.run((context) -> assertThat(context.getBean("distributedLockRegistry")).isSameAs(own));
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LockRegistry.class));
	}

	@Test
	void localNeedsNoRedisOnTheClassPath() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce"))
			.withPropertyValues("distributed-lock.type=local")
			.run((context) -> context.getBean(LockRegistry.class).obtain("a").acquire().close());
		assertThat(RedisOperations.class).isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ "timeout,-1s", "lease,99ms", "max-hold,-1s", "min-hold,-1s", "spin-interval,9ms", "reply-timeout,0s",
			"linger,-1s", "key-prefix,a{b}" })
	void valueOutOfRangeFailsTheStart(String property, String value) {
		this.local.withPropertyValues("distributed-lock." + property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("distributed-lock." + property + " must not be"));
	}

	@Test
	void wrongAnnotationFailsTheStart() {
		this.local.withBean("wrong", Unknown.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("uses #orderID, but the method has only"));
		this.local.withBean(Future.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("released before the result is there"));
		this.local.withBean(Primitive.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("SKIP has nothing to return for the primitive type int"));
	}

	@Test
	void startsWithoutRedisSaysSoAndWorksWhenItComes() {
		try (RedisServer redis = RedisServer.notStarted()) {
			this.runner
				.withPropertyValues("spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port())
				.run((context) -> {
					LockRegistry registry = context.getBean(LockRegistry.class);
					assertThatExceptionOfType(LockUnavailableException.class)
						.isThrownBy(() -> registry.obtain("a").tryAcquire())
						.withMessageStartingWith("Lock 'a' is unavailable: Redis");
					redis.restart();
					registry.obtain("a").acquire().close();
				});
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Orders {

		@Bean
		OrderService orderService(LockRegistry registry) {
			return new OrderService(registry);
		}

	}

	static class OrderService {

		private final LockRegistry registry;

		OrderService(LockRegistry registry) {
			this.registry = registry;
		}

		@DistributedLock(name = "order", key = "#orderId", timeout = "0s")
		String ship(long orderId) {
			return this.registry.obtain("order:" + orderId).current().orElseThrow().name();
		}

		@DistributedLock("stock:#{#item}")
		boolean template(String item) {
			return this.registry.obtain("stock:" + item).current().isPresent();
		}

		@DistributedLock("#root.method.name + ':' + #root.args[0] + #p0")
		boolean root(String item) {
			return this.registry.obtain("root:" + item + item).current().isPresent();
		}

		@DistributedLock(name = "order", key = "#orderId", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		Optional<String> skipped(long orderId) {
			return Optional.of("done");
		}

	}

	static class Unknown {

		@DistributedLock("#orderID")
		void ship(long orderId) {
		}

	}

	static class Future {

		@DistributedLock("a")
		CompletableFuture<String> ship() {
			return CompletableFuture.completedFuture("");
		}

	}

	static class Primitive {

		@DistributedLock(name = "a", onTimeout = DistributedLock.OnTimeout.SKIP)
		int ship() {
			return 1;
		}

	}

}
