package io.github.batonlock.jpa;

import java.util.concurrent.CompletableFuture;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.jpa.LockJpaAutoConfiguration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Version;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.ServletWebRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests whether deposits on an account are lost if Hibernate has read the account before
 * the lock was acquired, on PostgreSQL at {@code READ COMMITTED}. In each round, another
 * holder deposits 10 between that read and a deposit of 1.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class StaleEntitiesTests {

	private static final int ROUNDS = 20;

	private static final String WARNING = "may work with stale data";

	private static EmbeddedPostgres postgres;

	private static AnnotationConfigApplicationContext context;

	private final Bank bank = context.getBean(Bank.class);

	private final TransactionTemplate transaction = context.getBean(TransactionTemplate.class);

	@BeforeAll
	static void start() throws Exception {
		postgres = EmbeddedPostgres.start();
		context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of("distributed-lock.type=local", "distributed-lock.timeout=50s").applyTo(context);
		context.register(Persistence.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class, LockJpaAutoConfiguration.class);
		context.refresh();
	}

	@AfterAll
	static void stop() throws Exception {
		context.close();
		postgres.close();
	}

	@BeforeEach
	void openAccounts() {
		this.bank.open();
	}

	@Test
	void depositsAreLostWhereAnOpenViewHasReadBefore(CapturedOutput output) {
		rounds(() -> inView(() -> {
			this.bank.read();
			depositElsewhere();
			this.bank.depositInView(1);
		}));
		assertThat(this.bank.balance()).isEqualTo(ROUNDS);
		assertThat(output)
			.containsOnlyOnce("@DistributedLock(name = \"account\") on " + Bank.class.getName() + ".depositInView(int) "
					+ WARNING + ": there was a persistence context with 1 entity before lock "
					+ "'account' was acquired, from open-in-view or an outer transaction.")
			.containsOnlyOnce(WARNING);
	}

	@Test
	void depositsAreLostWhereTheTransactionAroundHasReadBefore(CapturedOutput output) {
		rounds(() -> this.transaction.executeWithoutResult((status) -> {
			this.bank.read();
			depositElsewhere();
			this.bank.depositInTransaction(1);
		}));
		assertThat(this.bank.balance()).isEqualTo(ROUNDS);
		assertThat(output).containsOnlyOnce("depositInTransaction(int) " + WARNING);
	}

	@Test
	void noneIsLostWithoutOpenView(CapturedOutput output) {
		rounds(() -> {
			this.bank.read();
			depositElsewhere();
			this.bank.deposit(1);
		});
		assertNoneIsLost();
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void noneIsLostWhereTheLockIsOutsideOfTheTransaction(CapturedOutput output) {
		rounds(() -> {
			depositElsewhere();
			this.bank.whileLocked(() -> this.transaction.executeWithoutResult((status) -> {
				this.bank.read();
				this.bank.depositAgain(1);
			}));
		});
		assertNoneIsLost();
		assertThat(output).as("what was read under the lock").doesNotContain(WARNING);
	}

	@Test
	void noneIsLostWithRequiresNew(CapturedOutput output) {
		rounds(() -> this.transaction.executeWithoutResult((status) -> {
			this.bank.read();
			depositElsewhere();
			this.bank.depositInNewTransaction(1);
		}));
		assertNoneIsLost();
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void noneIsLostWhereTheEntityIsRefreshed() {
		rounds(() -> inView(() -> {
			this.bank.read();
			depositElsewhere();
			this.bank.refreshAndDeposit(1);
		}));
		assertNoneIsLost();
	}

	@Test
	void noneIsLostUnnoticedWithAVersion() {
		rounds(() -> inView(() -> {
			this.bank.readVersioned();
			elsewhere(() -> this.bank.depositVersioned(10));
			assertThatExceptionOfType(OptimisticLockingFailureException.class)
				.isThrownBy(() -> this.bank.depositVersioned(1));
		}));
		assertThat(this.bank.versionedBalance()).isEqualTo(ROUNDS * 10);
	}

	@Test
	void noneIsLostWhereTheRowIsClaimedFirst(CapturedOutput output) {
		rounds(() -> this.transaction.executeWithoutResult((status) -> {
			depositElsewhere();
			this.bank.claimAndDeposit(1);
		}));
		assertNoneIsLost();
		assertThat(output).as("a transaction that has read nothing").doesNotContain(WARNING);
	}

	@Test
	void noneIsLostWhereWhatWasReadBeforeTheClaimIsRefreshed() {
		rounds(() -> inView(() -> {
			this.bank.read();
			depositElsewhere();
			this.bank.claimRefreshAndDeposit(1);
		}));
		assertNoneIsLost();
	}

	private void assertNoneIsLost() {
		assertThat(this.bank.balance()).isEqualTo(ROUNDS * 11);
	}

	private static void rounds(Runnable round) {
		for (int i = 0; i < ROUNDS; i++) {
			round.run();
		}
	}

	private void depositElsewhere() {
		elsewhere(() -> this.bank.deposit(10));
	}

	private static void elsewhere(Runnable deposit) {
		CompletableFuture.runAsync(deposit, (run) -> new Thread(run).start()).join();
	}

	/** Like Spring Boot for each request by default. */
	private static void inView(Runnable request) {
		OpenEntityManagerInViewInterceptor view = new OpenEntityManagerInViewInterceptor();
		view.setEntityManagerFactory(context.getBean(EntityManagerFactory.class));
		ServletWebRequest web = new ServletWebRequest(new MockHttpServletRequest());
		view.preHandle(web);
		try {
			request.run();
		}
		finally {
			view.afterCompletion(web, null);
		}
	}

	static class Bank {

		@PersistenceContext
		private EntityManager entities;

		@Transactional
		void open() {
			this.entities.createQuery("delete from Account").executeUpdate();
			this.entities.createQuery("delete from VersionedAccount").executeUpdate();
			this.entities.persist(new Account());
			this.entities.persist(new VersionedAccount());
		}

		int balance() {
			return read();
		}

		int read() {
			return this.entities.find(Account.class, 1).balance;
		}

		int versionedBalance() {
			return readVersioned();
		}

		int readVersioned() {
			return this.entities.find(VersionedAccount.class, 1).balance;
		}

		@DistributedLock("account")
		void whileLocked(Runnable work) {
			work.run();
		}

		@Transactional
		@DistributedLock("account")
		void deposit(int amount) {
			add(amount);
		}

		@Transactional
		@DistributedLock("account")
		void depositInView(int amount) {
			add(amount);
		}

		@Transactional
		@DistributedLock("account")
		void depositInTransaction(int amount) {
			add(amount);
		}

		@Transactional
		@DistributedLock("account")
		void depositAgain(int amount) {
			add(amount);
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		@DistributedLock("account")
		void depositInNewTransaction(int amount) {
			add(amount);
		}

		@Transactional
		@DistributedLock("account")
		void refreshAndDeposit(int amount) {
			this.entities.refresh(this.entities.find(Account.class, 1));
			add(amount);
		}

		@Transactional
		@DistributedLock("account")
		void depositVersioned(int amount) {
			this.entities.find(VersionedAccount.class, 1).balance += amount;
		}

		@Transactional
		@DistributedLock("account")
		void claimAndDeposit(int amount) {
			claim(CurrentLease.get());
			add(amount);
		}

		@Transactional
		@DistributedLock("account")
		void claimRefreshAndDeposit(int amount) {
			claim(CurrentLease.get());
			this.entities.refresh(this.entities.find(Account.class, 1));
			add(amount);
		}

		private void claim(Lease lease) {
			int rows = this.entities
				.createQuery("update Account set fencingToken = :token where id = 1 and fencingToken <= :token")
				.setParameter("token", lease.fencingToken())
				.executeUpdate();
			assertThat(rows).isOne();
		}

		private void add(int amount) {
			this.entities.find(Account.class, 1).balance += amount;
		}

	}

	@Entity(name = "Account")
	static class Account {

		@Id
		private int id = 1;

		private int balance;

		private long fencingToken;

	}

	@Entity(name = "VersionedAccount")
	static class VersionedAccount {

		@Id
		private int id = 1;

		private int balance;

		@Version
		private int version;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Persistence {

		@Bean
		static LocalContainerEntityManagerFactoryBean entityManagerFactory() {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setDataSource(postgres.getPostgresDatabase());
			factory
				.setManagedTypes(PersistenceManagedTypes.of(Account.class.getName(), VersionedAccount.class.getName()));
			HibernateJpaVendorAdapter hibernate = new HibernateJpaVendorAdapter();
			hibernate.setGenerateDdl(true);
			factory.setJpaVendorAdapter(hibernate);
			return factory;
		}

		@Bean
		JpaTransactionManager transactionManager(EntityManagerFactory entities) {
			return new JpaTransactionManager(entities);
		}

		@Bean
		TransactionTemplate transactionTemplate(JpaTransactionManager transactions) {
			return new TransactionTemplate(transactions);
		}

		@Bean
		Bank bank() {
			return new Bank();
		}

	}

}
