package io.github.batonlock.test;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.redis.RedisLockStore;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.test.example.Orders;
import io.github.batonlock.test.example.OrdersApplication;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureTestLocks} with tests of all kinds.
 */
class AutoConfigureTestLocksTests {

	private static final Class<?>[] LOCKS = { TestLocksAutoConfiguration.class,
			DistributedLockAutoConfiguration.class };

	@Test
	void ownRegistryOfApplicationCannotBeReplaced() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LOCKS))
			.withBean("distributedLockRegistry", LockRegistry.class, AutoConfigureTestLocksTests::ownRegistry)
			.run(failure("has backed off for a bean 'distributedLockRegistry' of the application"));
	}

	@Test
	void storeOfTheApplicationsOwnCannotBeSwapped() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LOCKS))
			.withBean("distributedLockStore", LockStore.class, LocalLockStore::new)
			.run(failure("the application has a bean 'distributedLockStore'"));
	}

	@Test
	void autoConfigurationMustBeThere() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TestLocksAutoConfiguration.class))
			.run(failure("DistributedLockAutoConfiguration is excluded"));
	}

	private static LockRegistry ownRegistry() {
		return new EngineLockRegistry(new LocalLockStore(), (name) -> {
			throw new AssertionError("not used");
		}, Duration.ofSeconds(2), new LockListener() {
		});
	}

	private static ContextConsumer<AssertableApplicationContext> failure(String message) {
		return (context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(message);
	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class,
			properties = { "distributed-lock.type=redis", "distributed-lock.enabled=false",
					"spring.data.redis.port=1" })
	@AutoConfigureTestLocks
	class WholeApplication {

		@Autowired
		Orders orders;

		@Test
		void needsNoRedisWhateverItsPropertiesSay(@Autowired Environment environment,
				@Autowired LockStore distributedLockStore, @Autowired TestLocks locks) {
			this.orders.ship(42);
			assertThat(locks.named("order:42")).wasAcquired(1).wasReleased();
			assertThat(distributedLockStore).isInstanceOf(SimulatedLockStore.class).hasToString("The local store");
			assertThat(environment.getProperty("distributed-lock.type")).isEqualTo("local");
		}

		@Nested
		class Within {

			@Test
			void itIsInherited(@Autowired TestLocks locks) {
				WholeApplication.this.orders.ship(43);
				assertThat(locks.acquired()).containsExactly("order:43");
			}

		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	class WithoutIt {

		@Test
		void locksAreThoseOfTheApplication(@Autowired LockStore distributedLockStore,
				@Autowired ObjectProvider<TestLocks> locks) {
			assertThat(distributedLockStore).isInstanceOf(RedisLockStore.class);
			assertThat(locks.getIfAvailable()).isNull();
		}

	}

	@Nested
	@JdbcTest
	@ContextConfiguration(classes = OrdersApplication.class)
	@Import(JdbcOrders.class)
	@AutoConfigureTestLocks
	class Slice {

		@Test
		void methodsAreLockedUntilTheTransactionOfTheTestEnds(@Autowired JdbcOrders orders,
				@Autowired TestLocks locks) {
			assertThat(orders.count(42)).isZero();
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			assertThat(locks.named("order:42")).wasAcquired(1).isHeld();
		}

	}

	@Nested
	@SpringJUnitConfig({ PlainOrders.class, ListedOrders.class })
	@AutoConfigureTestLocks
	class PlainContext {

		@Test
		void beansAreProxiesOfTheirClassesAsInTheApplication(@Autowired ListedOrders orders,
				@Autowired TestLocks locks) {
			assertThat(orders).isInstanceOf(Supplier.class);
			orders.get();
			assertThat(locks.named("orders")).wasAcquired(1);
		}

		@Test
		void methodsAreLocked(@Autowired PlainOrders orders, @Autowired TestLocks locks) {
			orders.ship(42);
			assertThat(locks.named("order:42")).wasAcquired(1).wasReleased();
		}

	}

	@Nested
	@SpringJUnitConfig(PlainOrders.class)
	@ImportAutoConfiguration(DistributedLockAutoConfiguration.class)
	@TestPropertySource(properties = "distributed-lock.timeout=7s")
	@AutoConfigureTestLocks
	class PlainContextWithAutoConfiguration {

		@Test
		void itsLocksAreSwapped(@Autowired LockRegistry locks, @Autowired LockStore distributedLockStore) {
			assertThat(distributedLockStore).isInstanceOf(SimulatedLockStore.class);
			assertThat(locks.obtain("any").timeout()).hasSeconds(7);
		}

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@AutoConfigureTestLocks
	class OneTestClass extends SharedContext {

	}

	@Nested
	@SpringBootTest(classes = OrdersApplication.class)
	@AutoConfigureTestLocks
	class AnotherTestClass extends SharedContext {

	}

	abstract static class SharedContext {

		private static ApplicationContext first;

		@Test
		void contextIsThatOfOtherTestClassesLikeThis(@Autowired ApplicationContext context) {
			first = (first != null) ? first : context;
			assertThat(context).isSameAs(first);
		}

	}

	/**
	 * A bean of a slice.
	 */
	public static class JdbcOrders {

		private final JdbcTemplate database;

		JdbcOrders(JdbcTemplate database) {
			this.database = database;
		}

		@DistributedLock(name = "order", key = "#orderId")
		public int count(long orderId) {
			return this.database.queryForList("select 1 where 1 = 0").size();
		}

	}

	/**
	 * A bean that implements an interface.
	 */
	public static class ListedOrders implements Supplier<String> {

		@Override
		@DistributedLock("orders")
		public String get() {
			return "";
		}

	}

	/**
	 * A bean of a context without Boot.
	 */
	public static class PlainOrders {

		@DistributedLock(name = "order", key = "#orderId")
		public void ship(long orderId) {
		}

	}

}
