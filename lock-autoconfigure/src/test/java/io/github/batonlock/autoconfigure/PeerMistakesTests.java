package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.convert.ConversionService;
import org.springframework.expression.ExpressionParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What other lock libraries have got wrong and no test of a class of ours stands for.
 */
class PeerMistakesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	/** A condition the wrong way round, so that locks only ever expired. */
	@Test
	void lockIsFreeOnceTheMethodReturnsOrThrows() {
		this.runner.withUserConfiguration(Carts.class).run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			CartService carts = context.getBean(CartService.class);
			assertThat(carts.run("a", () -> isFree(locks, "cart:a"))).isFalse();
			assertThat(isFree(locks, "cart:a")).isTrue();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> carts.run("a", () -> {
				throw new IllegalStateException();
			}));
			assertThat(isFree(locks, "cart:a")).isTrue();
		});
	}

	/** The key evaluated again for the release, when arguments had changed. */
	@Test
	void methodThatChangesItsArgumentReleasesItsLock() {
		this.runner.withUserConfiguration(Carts.class).run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			StringBuilder cart = new StringBuilder("a");
			context.getBean(CartService.class).rename(cart, "b");
			assertThat(cart).hasToString("b");
			assertThat(isFree(locks, "cart:a")).isTrue();
		});
	}

	/** The lease of one acquisition kept in a field that the next one wrote to. */
	@Test
	void eachAcquisitionKeepsItsOwnOptions() {
		this.runner.run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			LockOptions brief = LockOptions.builder().maxHold(Duration.ofMinutes(1)).build();
			LockOptions unlimited = LockOptions.builder().maxHold(Duration.ZERO).lease(Duration.ofMinutes(9)).build();
			try (Lease first = locks.obtain("a", brief).acquire();
					Lease second = locks.obtain("b", unlimited).acquire()) {
				assertThat(first.remaining()).isLessThanOrEqualTo(Duration.ofMinutes(1));
				assertThat(second.remaining()).isGreaterThan(Duration.ofMinutes(1));
			}
		});
	}

	/** Beans of general use put into the context of the application. */
	@Test
	void addsNoBeansOfCommonTypes() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ExpressionParser.class)
			.doesNotHaveBean(ParameterNameDiscoverer.class)
			.doesNotHaveBean(Executor.class)
			.doesNotHaveBean(ConversionService.class));
	}

	/** Connected, subscribed or started on the way of the first caller. */
	@Test
	void isRunningBeforeAnybodyCalls() {
		this.runner.run((context) -> assertThat(context.getBean(EngineLockRegistry.class).isRunning()).isTrue());
	}

	private static boolean isFree(LockRegistry locks, String name) throws Exception {
		return CompletableFuture.supplyAsync(() -> locks.obtain(name).tryAcquire()).thenApply((lease) -> {
			lease.ifPresent(Lease::close);
			return lease.isPresent();
		}).get(20, TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	static class Carts {

		@Bean
		CartService carts() {
			return new CartService();
		}

	}

	static class CartService {

		@DistributedLock(name = "cart", key = "#id")
		<T> T run(String id, Callable<T> action) throws Exception {
			return action.call();
		}

		@DistributedLock(name = "cart", key = "#id.toString()")
		void rename(StringBuilder id, String name) {
			id.setLength(0);
			id.append(name);
		}

	}

}
