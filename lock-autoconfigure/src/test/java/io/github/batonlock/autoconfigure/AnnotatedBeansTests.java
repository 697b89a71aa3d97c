package io.github.batonlock.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The places where an annotation may stand, each called through both kinds of proxies.
 */
class AnnotatedBeansTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void lockIsHeldWhereverTheAnnotationStands(boolean proxyTargetClass) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
					DistributedLockAspectAutoConfiguration.class))
			.withPropertyValues("distributed-lock.type=local", "spring.aop.proxy-target-class=" + proxyTargetClass)
			.withBean("orders", Orders.class)
			.withBean(Stock.class)
			.run((context) -> {
				@SuppressWarnings("unchecked")
				Handler<Order> orders = context.getBean("orders", Handler.class);
				assertThat(AopUtils.isJdkDynamicProxy(orders)).isNotEqualTo(proxyTargetClass);
				assertThat(orders.handle(new Order(7))).isTrue();
				assertThat(orders.composed(new Order(8))).isTrue();
				assertThat(orders.ofInterface()).isTrue();
				assertThat(context.getBean(Counting.class).count("milk")).isTrue();
			});
	}

	@DistributedLock("handler")
	interface Handler<T> {

		boolean handle(T value);

		boolean composed(T value);

		boolean ofInterface();

	}

	interface Counting {

		boolean count(String item);

	}

	static class Orders implements Handler<Order> {

		private final LockRegistry locks;

		Orders(LockRegistry locks) {
			this.locks = locks;
		}

		@Override
		@DistributedLock(name = "order", key = "#order.id")
		public boolean handle(Order order) {
			return isHeld("order:7");
		}

		@Override
		@OrderLock("#order.id()")
		public boolean composed(Order order) {
			return isHeld("order:8");
		}

		@Override
		public boolean ofInterface() {
			return isHeld("handler");
		}

		private boolean isHeld(String name) {
			return this.locks.obtain(name).current().isPresent();
		}

	}

	@DistributedLock(name = "stock", key = "#item")
	static class Stock implements Counting {

		private final LockRegistry locks;

		Stock(LockRegistry locks) {
			this.locks = locks;
		}

		@Override
		public boolean count(String item) {
			return this.locks.obtain("stock:" + item).current().isPresent();
		}

	}

	public record Order(long id) {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(name = "order")
	@interface OrderLock {

		@AliasFor(annotation = DistributedLock.class, attribute = "key")
		String value();

	}

}
