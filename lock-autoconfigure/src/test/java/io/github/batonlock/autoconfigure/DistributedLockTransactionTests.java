package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockStore;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Locked methods with a transaction of their own, on a real database. Each application
 * context stands for a JVM.
 */
@Timeout(60)
class DistributedLockTransactionTests {

	private final LocalLockStore memory = new LocalLockStore();

	private final JdbcDataSource database = new JdbcDataSource();

	private final ApplicationContextRunner instance = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withUserConfiguration(Bank.class)
		.withBean("distributedLockStore", LockStore.class, this.memory::sibling)
		.withBean(JdbcDataSource.class, () -> this.database)
		.withPropertyValues("distributed-lock.timeout=50s");

	@BeforeEach
	void createDatabase() {
		this.database.setURL("jdbc:h2:mem:bank;DB_CLOSE_DELAY=-1");
		sql("create table account (id int primary key, balance int)");
		sql("insert into account values (1, 0)");
	}

	@AfterEach
	void dropDatabase() {
		sql("shutdown");
	}

	@Test
	void commitsBeforeTheLockIsReleased() {
		this.instance.run((context) -> {
			context.getBean(Account.class).increment();
			assertThat(context.getBean(Events.class).heard).containsExactly("acquired", "began", "committed",
					"released");
		});
	}

	@Test
	void rollsBackBeforeTheLockIsReleased() {
		this.instance.run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Account.class).fail());
			assertThat(context.getBean(Events.class).heard).containsExactly("acquired", "began", "rolled back",
					"released");
			assertThat(balance()).isZero();
		});
	}

	@Test
	void losesNoUpdateOfSeveralThreadsInTwoInstances() {
		this.instance.run((here) -> this.instance.run((there) -> {
			increment(400, here, there);
			assertThat(balance()).isEqualTo(400);
		}));
	}

	private void increment(int times, ApplicationContext... contexts) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Future<?>> work = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			work.add(threads.submit(contexts[i % contexts.length].getBean(Account.class)::increment));
		}
		for (Future<?> future : work) {
			future.get(50, TimeUnit.SECONDS);
		}
		threads.shutdown();
	}

	private int balance() {
		return JdbcClient.create(this.database).sql("select balance from account").query(Integer.class).single();
	}

	private void sql(String sql) {
		JdbcClient.create(this.database).sql(sql).update();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Bank {

		@Bean
		JdbcTransactionManager transactionManager(JdbcDataSource database) {
			return new JdbcTransactionManager(database);
		}

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		Account account(JdbcDataSource database, Events events) {
			return new Account(JdbcClient.create(database), events);
		}

	}

	static class Account {

		private final JdbcClient jdbc;

		private final Events events;

		Account(JdbcClient jdbc, Events events) {
			this.jdbc = jdbc;
			this.events = events;
		}

		@Transactional
		@DistributedLock("account")
		void increment() {
			TransactionSynchronizationManager.registerSynchronization(this.events);
			this.events.heard.add("began");
			int balance = this.jdbc.sql("select balance from account").query(Integer.class).single();
			Thread.yield();
			this.jdbc.sql("update account set balance = ?").param(balance + 1).update();
		}

		@Transactional
		@DistributedLock("account")
		void fail() {
			increment();
			throw new IllegalStateException("failed");
		}

	}

	static class Events implements LockListener, TransactionSynchronization {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void acquired(Lease lease, Duration waited) {
			this.heard.add("acquired");
		}

		@Override
		public void released(String name, Duration held) {
			this.heard.add("released");
		}

		@Override
		public void afterCompletion(int status) {
			this.heard.add((status == STATUS_COMMITTED) ? "committed" : "rolled back");
		}

	}

}
