package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.operation.InvalidLockException;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.aop.operation.Weaving;
import io.github.batonlock.aop.woven.Parcels;
import io.github.batonlock.aop.woven.WovenOrders;
import io.github.batonlock.aop.woven.WovenParcels;
import io.github.batonlock.aop.woven.WovenShop;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.testing.RecordedTransactions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AdviceMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DistributedLockAspect}, on {@link WovenOrders}, into which the build
 * weaves it.
 */
@ExtendWith(OutputCaptureExtension.class)
class WovenLockTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local")
		.withBean(LockListener.class, () -> new Recorder(this.events))
		.withUserConfiguration(Orders.class)
		.withBean("events", List.class, () -> this.events);

	@Test
	void locksWithoutProxyAndWithinTheObject(CapturedOutput output) {
		this.runner.run((context) -> {
			WovenOrders orders = context.getBean(WovenOrders.class);
			assertThat(AopUtils.isAopProxy(orders)).isFalse();
			assertThat(orders.ship(7)).isTrue();
			assertThat(orders.callsItself(8)).isTrue();
			assertThat(orders.composed(9)).isTrue();
			assertThat(this.events).containsExactly("acquired", "released", "acquired", "released", "acquired",
					"released");
		});
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void skipsTheCallWhileOthersHoldTheLock() {
		this.runner.run((context) -> {
			WovenOrders orders = context.getBean(WovenOrders.class);
			Lease lease = context.getBean(LockRegistry.class)
				.obtain("order:7")
				.acquireAsync(Duration.ofSeconds(20))
				.get(20, TimeUnit.SECONDS);
			assertThat(orders.skipped(7)).isEmpty();
			lease.close();
			assertThat(orders.skipped(7)).contains("done");
		});
	}

	@Test
	void failsWithoutApplicationContext() {
		WovenOrders orders = new WovenOrders(mock(LockRegistry.class), this.events);
		this.runner.run((context) -> assertThat(DistributedLockAspect.hasAspect()).isTrue());
		assertThat(DistributedLockAspect.hasAspect()).isFalse();
		assertThatIllegalStateException().isThrownBy(orders::transaction)
			.withMessageContaining("no application context with distributed locks is running");
		assertThat(this.events).isEmpty();
	}

	@Test
	void earlierContextTakesOverWhenLaterOneCloses() {
		this.runner.run((first) -> {
			DistributedLockAspect aspect = DistributedLockAspect.aspectOf();
			this.runner.run((second) -> assertThat(DistributedLockAspect.aspectOf()).isNotSameAs(aspect));
			assertThat(DistributedLockAspect.aspectOf()).isSameAs(aspect);
		});
	}

	@Test
	void wovenTransactionIsInsideOfTheWovenLock() {
		this.runner.withUserConfiguration(WovenTransactions.class).run((context) -> {
			context.getBean(WovenOrders.class).transaction();
			assertThat(this.events).containsExactly("acquired", "begin", "run", "commit", "released");
		});
	}

	@Test
	void startFailsForProxiedTransactionOutsideOfWovenLock() {
		this.runner.withUserConfiguration(ProxiedTransactions.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("'orders'")
				.hasMessageContaining(
						"WovenOrders.transaction(): AspectJ has woven the lock, but the transaction comes "
								+ "from a proxy"));
	}

	@Test
	void methodThatIsNotWovenIsLockedByProxy() {
		this.runner.withBean(WovenParcels.class).run((context) -> {
			Parcels parcels = context.getBean(Parcels.class);
			assertThat(parcels.pack("a")).isEqualTo("proxied");
			assertThat(((WovenParcels) parcels).pack(1)).isEqualTo("woven");
			assertThat(this.events).containsExactly("acquired", "released", "acquired", "released");
		});
	}

	@Test
	void rejectsWovenLockOfFuture() throws Exception {
		Method later = WovenParcels.Futures.class.getMethod("later");
		assertThatExceptionOfType(InvalidLockException.class)
			.isThrownBy(() -> new LockOperationSource((text) -> text).find(later, WovenParcels.Futures.class))
			.withMessageContaining("a method into which AspectJ has woven the lock cannot return CompletableFuture");
	}

	@Test
	void classesRecordsGenericsAndSeveralNamesAreLocked() {
		this.runner.run((context) -> {
			WovenShop<String> shop = new WovenShop<>(this.events);
			assertThat(shop.ofTheClass()).isEqualTo("shop");
			assertThat(shop.ofARecord(new WovenShop.Item(7))).isEqualTo("item:7");
			assertThat(shop.generic("book")).isEqualTo("generic:book");
			assertThat(shop.several()).isEqualTo("a, b");
		});
	}

	@Test
	void lockIsKeptUntilOuterWovenTransactionCommits() {
		this.runner.withUserConfiguration(WovenTransactions.class).run((context) -> {
			new WovenShop<>(this.events).outer();
			assertThat(this.events).containsExactly("acquired", "begin", "acquired", "run", "end", "commit", "released",
					"released");
		});
	}

	@Test
	void wovenTransactionIsRolledBackWhenLockIsLost() {
		this.runner.withUserConfiguration(WovenTransactions.class).run((context) -> {
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> new WovenShop<>(this.events).tooLong());
			assertThat(this.events).containsExactly("acquired", "begin", "rollback");
		});
	}

	@Test
	void otherClassesKeepTheirProxies() throws Exception {
		assertThat(Weaving.isWoven(WovenOrders.class.getMethod("ship", long.class))).isTrue();
		assertThat(Weaving.isWoven(WovenOrders.class.getMethod("callsItself", long.class))).isFalse();
		assertThat(Weaving.isWoven(DistributedLockAdvisorTests.CornerShop.class.getMethod("sell", String.class)))
			.isFalse();
	}

	@Configuration(proxyBeanMethods = false)
	static class Orders {

		@Bean
		WovenOrders orders(LockRegistry locks, List<String> events) {
			return new WovenOrders(locks, events);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(mode = AdviceMode.ASPECTJ)
	static class WovenTransactions {

		@Bean
		PlatformTransactionManager transactionManager(List<String> events) {
			return new RecordedTransactions(events);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class ProxiedTransactions {

		@Bean
		PlatformTransactionManager transactionManager(List<String> events) {
			return new RecordedTransactions(events);
		}

	}

	record Recorder(List<String> events) implements LockListener {

		@Override
		public void acquired(Lease lease, Duration waited) {
			this.events.add("acquired");
		}

		@Override
		public void released(String name, Duration held) {
			this.events.add("released");
		}

	}

}
