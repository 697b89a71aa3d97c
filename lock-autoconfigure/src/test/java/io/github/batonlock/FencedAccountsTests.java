package io.github.batonlock;

import java.time.Duration;

import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a row with a fencing token refuses a holder whose lease has ended while it
 * was paused. Each registry stands for a JVM.
 */
@Timeout(60)
class FencedAccountsTests {

	private static final LockOptions SOON_OVER = LockOptions.builder().maxHold(Duration.ofSeconds(2)).build();

	private final LocalLockStore memory = new LocalLockStore();

	private final EngineLockRegistry here = registry();

	private final EngineLockRegistry there = registry();

	private JdbcClient jdbc;

	private FencedAccounts accounts;

	@BeforeEach
	void start() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:fenced;DB_CLOSE_DELAY=-1");
		this.jdbc = JdbcClient.create(database);
		this.jdbc.sql("create table account (id bigint primary key, balance bigint, token bigint not null)").update();
		this.jdbc.sql("insert into account values (1, 0, 0)").update();
		this.accounts = new FencedAccounts(this.there, this.jdbc);
		this.here.start();
		this.there.start();
	}

	@AfterEach
	void stop() {
		this.here.stop();
		this.there.stop();
		this.jdbc.sql("shutdown").update();
	}

	@Test
	void successiveHoldersWrite() {
		this.accounts.deposit(1, 10);
		this.accounts.deposit(1, 20);
		assertThat(this.accounts.balance(1)).isEqualTo(30);
	}

	@Test
	void holderMayWriteSeveralTimes() {
		try (Lease lease = this.here.obtain("account:1").acquire()) {
			this.accounts.write(1, 5, lease.fencingToken());
			this.accounts.write(1, 6, lease.fencingToken());
		}
		assertThat(this.accounts.balance(1)).isEqualTo(6);
	}

	@Test
	void holderThatStoodStillIsRefused() {
		long token = tokenOfWhoStandsStill();
		this.accounts.deposit(1, 10);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.accounts.write(1, 99, token))
			.withMessage("Lock 'account:1' was lost: a later holder has been here");
		assertThat(this.accounts.balance(1)).isEqualTo(10);
	}

	@Test
	void pausedHolderIsRefusedOnceNextHolderHasMarkedTheRow() {
		long token = tokenOfWhoStandsStill();
		try (Lease next = this.there.obtain("account:1").acquire()) {
			this.accounts.mark(1, next.fencingToken());
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.accounts.write(1, 99, token));
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.accounts.mark(1, token));
		}
		assertThat(this.accounts.balance(1)).isZero();
	}

	/**
	 * Returns the token of a holder whose lease ends by itself and who does not check it
	 * before the write.
	 */
	@SuppressWarnings("resource")
	private long tokenOfWhoStandsStill() {
		return this.here.obtain("account:1", SOON_OVER).acquire().fencingToken();
	}

	private EngineLockRegistry registry() {
		return new EngineLockRegistry(this.memory.sibling(), (name) -> TestOptions.COMPLETE, Duration.ofSeconds(2),
				new LockListener() {
				});
	}

}
