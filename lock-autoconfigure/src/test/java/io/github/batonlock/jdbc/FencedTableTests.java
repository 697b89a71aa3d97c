package io.github.batonlock.jdbc;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link FencedTable}.
 */
@Timeout(60)
class FencedTableTests {

	private final JdbcDataSource database = new JdbcDataSource();

	private JdbcClient jdbc;

	private TransactionTemplate transaction;

	private FencedTable accounts;

	@BeforeEach
	void start() {
		this.database.setURL("jdbc:h2:mem:fenced-table;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50000");
		this.jdbc = JdbcClient.create(this.database);
		this.jdbc.sql("create table account (id bigint, balance bigint, fencing_token bigint)").update();
		this.jdbc.sql("insert into account values (1, 0, 0), (2, 0, null), (3, 0, 0), (3, 0, 0)").update();
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(this.database));
		this.accounts = FencedTable.of(this.jdbc, "account", "id", "fencing_token");
	}

	@AfterEach
	void stop() {
		this.jdbc.sql("shutdown").update();
	}

	@Test
	void risingTokensClaim() {
		claim(1, 7);
		claim(1, 8);
		assertThat(token(1)).isEqualTo(8);
	}

	@Test
	void holderMayClaimSeveralTimes() {
		claim(1, 7);
		claim(1, 7);
		assertThat(token(1)).isEqualTo(7);
	}

	@Test
	void rowThatHasNoTokenYetIsClaimed() {
		claim(2, 7);
		assertThat(token(2)).isEqualTo(7);
	}

	@Test
	void onlyTheRowOfTheKeyIsClaimed() {
		claim(1, 7);
		assertThat(this.jdbc.sql("select count(*) from account where fencing_token = 7").query(Integer.class).single())
			.isEqualTo(1);
	}

	@Test
	void earlierHolderIsRefused() {
		claim(1, 8);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> claim(1, 7))
			.withMessage("Lock 'account' was lost: the row with id = 1 in table account was claimed by a later holder "
					+ "with token 8, this one has 7");
		assertThat(token(1)).isEqualTo(8);
	}

	@Test
	void missingRowIsNoLostLock() {
		assertThatExceptionOfType(EmptyResultDataAccessException.class).isThrownBy(() -> claim(9, 7))
			.withMessage("There is no row with id = 9 in table account to claim");
	}

	@Test
	void keyOfSeveralRowsIsRefused() {
		assertThatExceptionOfType(IncorrectUpdateSemanticsDataAccessException.class).isThrownBy(() -> claim(3, 7))
			.withMessage("There must be one row with id = 3 in table account, but there are 2");
		assertThat(this.jdbc.sql("select max(fencing_token) from account").query(Long.class).single()).isZero();
	}

	@Test
	void lostLeaseHasNoTokenToClaimWith() {
		Lease lease = mock();
		LockLostException loss = new LockLostException("account", "gone");
		willThrow(loss).given(lease).fencingToken();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> this.accounts.claim(1, lease)))
			.isSameAs(loss);
		assertThat(token(1)).isZero();
	}

	@Test
	void claimWithoutTransactionIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> this.accounts.claim(1, lease(7)))
			.withMessage("The row with id = 1 in table account must be claimed in the transaction that writes to it, "
					+ "but none is running");
		assertThat(token(1)).isZero();
	}

	@Test
	void claimIsUndoneWithItsTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			this.accounts.claim(1, lease(7));
			status.setRollbackOnly();
		});
		assertThat(token(1)).isZero();
	}

	@Test
	void earlierHolderWaitsForOpenClaimAndIsRefused() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> earlier = this.transaction.execute((status) -> {
			this.accounts.claim(1, lease(8));
			Future<?> late = executor.submit(() -> this.transaction.executeWithoutResult((other) -> {
				begun.countDown();
				this.accounts.claim(1, lease(7));
			}));
			await(begun);
			this.jdbc.sql("update account set balance = 10 where id = 1").update();
			return late;
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> earlier.get(50, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockLostException.class);
		executor.shutdown();
		assertThat(token(1)).isEqualTo(8);
	}

	@Test
	void worksWithJdbcTemplateAndSchema() {
		this.accounts = FencedTable.of(new JdbcTemplate(this.database), "public.account", "ID", "Fencing_Token");
		claim(1, 7);
		assertThat(token(1)).isEqualTo(7);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a;", "a--", "a'", "\"a\"", "`a`", "[a]", "a(", "1a", "a\n", "a.", ".a",
			"a,b", "a=1", "a/**/" })
	void namesThatAreNoIdentifiersAreRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> FencedTable.of(this.jdbc, name, "id", "token"))
			.withMessage(
					"The name of a table must be a plain identifier without quotes or spaces, but is: '" + name + "'");
		assertThatIllegalArgumentException().isThrownBy(() -> FencedTable.of(this.jdbc, "account", name, "token"))
			.withMessageStartingWith("The name of a key column must be a plain identifier");
		assertThatIllegalArgumentException().isThrownBy(() -> FencedTable.of(this.jdbc, "account", "id", name))
			.withMessageStartingWith("The name of a token column must be a plain identifier");
	}

	@Test
	void columnsHaveNoSchema() {
		assertThatIllegalArgumentException().isThrownBy(() -> FencedTable.of(this.jdbc, "account", "a.id", "token"));
		assertThatIllegalArgumentException().isThrownBy(() -> FencedTable.of(this.jdbc, "account", "id", "a.token"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "_a", "A1", "konto_nr", "straße", "s.a", "c.s.a", "a$b" })
	void plainIdentifiersAreTaken(String name) {
		assertThatCode(() -> FencedTable.of(this.jdbc, name, "id", "token")).doesNotThrowAnyException();
	}

	private void claim(long id, long token) {
		this.transaction.executeWithoutResult((status) -> this.accounts.claim(id, lease(token)));
	}

	private long token(long id) {
		return this.jdbc.sql("select fencing_token from account where id = ?").param(id).query(Long.class).single();
	}

	private static Lease lease(long token) {
		Lease lease = mock();
		given(lease.name()).willReturn("account");
		given(lease.fencingToken()).willReturn(token);
		return lease;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
