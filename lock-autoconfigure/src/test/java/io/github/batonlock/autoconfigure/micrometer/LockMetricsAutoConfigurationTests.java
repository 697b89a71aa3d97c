package io.github.batonlock.autoconfigure.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.SecondRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.micrometer.LockMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockMetricsAutoConfiguration}.
 */
class LockMetricsAutoConfigurationTests {

	private final ApplicationContextRunner withoutMetrics = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class, LockMetricsAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	private final ApplicationContextRunner runner = this.withoutMetrics
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));

	@Test
	void annotatedCallsAreTaggedWithNameOfTheAnnotation() {
		this.runner.withBean(Orders.class)
			.withPropertyValues("distributed-lock.rules[0].name=order:*")
			.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				orders.ship(1);
				orders.ship(2);
				orders.bill(3);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("distributed.lock.wait").tag("name", "order").timer().count()).isEqualTo(2);
				assertThat(meters.get("distributed.lock.hold").tag("name", "bill:#{#id}").timer().count()).isOne();
				assertThat(meters.find("distributed.lock.wait").timers()).hasSize(2);
			});
	}

	@Test
	void otherCallsAreTaggedWithMatchingRule() {
		this.runner.withPropertyValues("distributed-lock.rules[0].name=order:*").run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			locks.obtain("order:7").acquire().close();
			locks.obtain("anything").acquire().close();
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("distributed.lock.hold").tag("name", "order:*").timer().count()).isOne();
			assertThat(meters.get("distributed.lock.hold").tag("name", "other").timer().count()).isOne();
		});
	}

	@Test
	void gaugeCountsWaiters() {
		this.runner.run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			var lease = locks.obtain("a").acquireAsync().join();
			var waiting = locks.obtain("a").acquireAsync();
			assertThat(waiting(meters, "other").value()).isOne();
			waiting.cancel(false);
			await().until(() -> waiting(meters, "other").value() == 0);
			lease.close();
		});
	}

	@Test
	void gaugeCountsPerCategoryInAllRegistries() {
		this.runner.withUserConfiguration(SecondRegistry.class)
			.withPropertyValues("distributed-lock.rules[0].name=order:*")
			.run((context) -> {
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				List<CompletableFuture<Lease>> waiting = new ArrayList<>();
				for (String registry : List.of("distributedLockRegistry", "second")) {
					LockRegistry locks = context.getBean(registry, LockRegistry.class);
					for (String name : List.of("a", "order:1", "order:1")) {
						waiting.add(locks.obtain(name).acquireAsync());
					}
				}
				await().untilAsserted(() -> assertThat(waiting(meters, "order:*").value()).isEqualTo(2));
				assertThat(waiting(meters, "other").value()).isZero();
				waiting.forEach((one) -> one.thenAccept(Lease::close));
			});
	}

	private static Gauge waiting(MeterRegistry meters, String category) {
		return meters.get("distributed.lock.waiting").tag("name", category).gauge();
	}

	@Test
	void leaksNoWaiterIntoTheGaugeWhenHandedOver() {
		this.runner.run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			var lease = locks.obtain("a").acquireAsync().join();
			var waiting = locks.obtain("a").acquireAsync();
			lease.close();
			waiting.join().close();
			assertThat(context.getBean(EngineLockRegistry.class).waiting()).isZero();
		});
	}

	@Test
	void startsWithoutMicrometer() {
		this.withoutMetrics.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.withBean(Orders.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("distributedLockMeters");
				assertThat(context.getBean(Orders.class).ship(1)).isEqualTo("shipped");
			});
	}

	@Test
	void measuresNothingWithoutAMeterRegistry() {
		this.withoutMetrics.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockMeters.class));
	}

	@Test
	void measuresNothingWithSeveralMeterRegistries() {
		this.withoutMetrics.withBean("one", MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("two", MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockMeters.class));
	}

	@Test
	void measuresNothingWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockMeters.class));
	}

	@Test
	void leavesTheGaugeOutForARegistryOfTheUser() {
		this.runner.withBean("distributedLockRegistry", LockRegistry.class, () -> mock(LockRegistry.class))
			.run((context) -> {
				context.getBean(LockMeters.class).forCategory("a");
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.find("distributed.lock.held").gauge()).isNotNull();
				assertThat(meters.find("distributed.lock.waiting").gauge()).isNull();
			});
	}

	@Test
	void backsOffForMetersOfTheUser() {
		LockMeters own = new LockMeters(new SimpleMeterRegistry());
		this.runner.withBean("own", LockMeters.class, () -> own)
			.run((context) -> assertThat(context).getBean(LockMeters.class).isSameAs(own));
	}

	public static class Orders {

		@DistributedLock(name = "order", key = "#id")
		public String ship(long id) {
			return "shipped";
		}

		@DistributedLock("bill:#{#id}")
		public void bill(long id) {
		}

	}

}
