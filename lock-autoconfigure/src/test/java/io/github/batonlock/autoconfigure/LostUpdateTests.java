package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockStore;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * That no update of a real database is lost: each test has two who read a balance and
 * write it back, and brings them to the one moment at which one of the mechanisms alone
 * keeps them apart. Each application context stands for a JVM.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LostUpdateTests {

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
		this.database.setURL("jdbc:h2:mem:lost-update;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50000");
		sql("create table account (id int primary key, balance int)");
		sql("insert into account values (1, 0)");
	}

	@AfterEach
	void dropDatabase() {
		sql("shutdown");
	}

	@Test
	void lockIsHeldUntilTransactionOfTheMethodCommits() {
		this.instance.run((here) -> this.instance.run((there) -> {
			Rival rival = new Rival(there);
			account(here).depositAndLetGo(1, () -> beforeCompletion(rival::comeAlong));
			rival.finish();
			assertThat(balance()).isEqualTo(11);
		}));
	}

	@Test
	void lockIsKeptUntilOuterTransactionCommits() {
		this.instance.run((here) -> this.instance.run((there) -> {
			Rival rival = new Rival(there);
			inTransaction(here, () -> {
				account(here).deposit(1, () -> {
				});
				rival.comeAlong();
			});
			rival.finish();
			assertThat(balance()).isEqualTo(11);
		}));
	}

	@Test
	void lostLockRollsBackTheMethod() {
		this.instance.run((here) -> this.instance.run((there) -> {
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> account(here).depositLate(1, () -> overtake(here, there)))
				.withMessageStartingWith("Lock 'account' was lost: ");
			assertThat(balance()).isEqualTo(10);
		}));
	}

	@Test
	void lostLockRollsBackTheMethodOfFuture() {
		this.instance.run((here) -> this.instance.run((there) -> {
			assertThat(account(here).depositLateForFuture(1, () -> overtake(here, there)))
				.failsWithin(Duration.ofSeconds(50))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(LockLostException.class);
			assertThat(balance()).isEqualTo(10);
		}));
	}

	@Test
	void lostLockRollsBackTheOuterTransaction() {
		this.instance.run((here) -> this.instance.run((there) -> {
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> inTransaction(here, () -> {
				int balance = account(here).readLate();
				overtake(here, there);
				account(here).write(balance + 1);
			})).withMessageStartingWith("Lock 'account' was lost: ");
			assertThat(balance()).isEqualTo(10);
		}));
	}

	@Test
	void onlyTheInnerTransactionIsRolledBack() {
		this.instance.run((here) -> this.instance.run((there) -> {
			inTransaction(here, () -> {
				JdbcClient.create(this.database).sql("insert into account values (2, 5)").update();
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> account(here).depositLateInNewTransaction(1, () -> overtake(here, there)));
			});
			assertThat(balance()).isEqualTo(10);
			assertThat(
					JdbcClient.create(this.database).sql("select count(*) from account").query(Integer.class).single())
				.isEqualTo(2);
		}));
	}

	@Test
	void lossIsOnlyLoggedIfConfigured(CapturedOutput output) {
		this.instance.withPropertyValues("distributed-lock.on-lost=warn").run((here) -> this.instance.run((there) -> {
			account(here).depositLate(1, () -> overtake(here, there));
			assertThat(balance()).isEqualTo(1);
			assertThat(output)
				.containsOnlyOnce("Lock 'account' was lost before the transaction under it was committed");
		}));
	}

	/** The lease of this thread ends, and another one comes in and goes. */
	private void overtake(ApplicationContext here, ApplicationContext there) {
		Lease lease = CurrentLease.find()
			.orElseGet(() -> here.getBean(LockRegistry.class).obtain("account").current().orElseThrow());
		await().until(() -> !lease.isValid());
		Rival rival = new Rival(there);
		rival.comeAlong();
		rival.finish();
	}

	private static void beforeCompletion(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCompletion() {
				action.run();
			}

		});
	}

	private static void inTransaction(AssertableApplicationContext context, Runnable work) {
		new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> work.run());
	}

	private static Account account(ApplicationContext context) {
		return context.getBean(Account.class);
	}

	private int balance() {
		return JdbcClient.create(this.database)
			.sql("select balance from account where id = 1")
			.query(Integer.class)
			.single();
	}

	private void sql(String sql) {
		JdbcClient.create(this.database).sql(sql).update();
	}

	/**
	 * Deposits 10 in another thread.
	 */
	private static final class Rival {

		private final CountDownLatch hasRead = new CountDownLatch(1);

		private final Thread thread;

		private Rival(ApplicationContext context) {
			Account account = account(context);
			this.thread = new Thread(() -> account.depositAfter(10, this.hasRead::countDown));
		}

		/** Goes as far as it is let. */
		private void comeAlong() {
			this.thread.start();
			await().until(() -> this.hasRead.getCount() == 0 || waitsForTheLock());
		}

		private boolean waitsForTheLock() {
			Object blocker = LockSupport.getBlocker(this.thread);
			return blocker != null
					&& blocker.getClass().getPackageName().equals(EngineLockRegistry.class.getPackageName());
		}

		private void finish() {
			await().until(() -> !this.thread.isAlive());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Bank {

		@Bean
		JdbcTransactionManager transactionManager(JdbcDataSource database) {
			return new JdbcTransactionManager(database);
		}

		@Bean
		Account account(JdbcDataSource database) {
			return new Account(JdbcClient.create(database));
		}

	}

	static class Account {

		private final JdbcClient jdbc;

		Account(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		@DistributedLock("account")
		void deposit(int amount, Runnable afterwards) {
			write(read() + amount);
			afterwards.run();
		}

		@Transactional
		@DistributedLock(name = "account", release = DistributedLock.Release.ON_RETURN)
		void depositAndLetGo(int amount, Runnable afterwards) {
			deposit(amount, afterwards);
		}

		@Transactional
		@DistributedLock("account")
		void depositAfter(int amount, Runnable meanwhile) {
			int balance = read();
			meanwhile.run();
			write(balance + amount);
		}

		@Transactional
		@DistributedLock(name = "account", maxHold = "100ms")
		void depositLate(int amount, Runnable meanwhile) {
			depositAfter(amount, meanwhile);
		}

		@Transactional
		@DistributedLock(name = "account", maxHold = "100ms")
		CompletableFuture<Integer> depositLateForFuture(int amount, Runnable meanwhile) {
			depositAfter(amount, meanwhile);
			return CompletableFuture.completedFuture(amount);
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		@DistributedLock(name = "account", maxHold = "100ms")
		void depositLateInNewTransaction(int amount, Runnable meanwhile) {
			depositAfter(amount, meanwhile);
		}

		@DistributedLock(name = "account", maxHold = "100ms")
		int readLate() {
			return read();
		}

		int read() {
			return this.jdbc.sql("select balance from account where id = 1").query(Integer.class).single();
		}

		void write(int balance) {
			this.jdbc.sql("update account set balance = ? where id = 1").param(balance).update();
		}

	}

}
