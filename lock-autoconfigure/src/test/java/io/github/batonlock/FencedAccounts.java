package io.github.batonlock;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The Java of docs/guarantees.md, so that it is compiled. {@code ReadmeTests} compares
 * them.
 */
class FencedAccounts {

	private final LockRegistry locks;

	private final JdbcClient jdbc;

	FencedAccounts(LockRegistry locks, JdbcClient jdbc) {
		this.locks = locks;
		this.jdbc = jdbc;
	}

	void deposit(long id, long amount) {
		try (Lease lease = this.locks.obtain("account:" + id).acquire()) {
			long token = lease.fencingToken();
			mark(id, token);
			write(id, balance(id) + amount, token);
		}
	}

	void write(long id, long balance, long token) {
		int rows = this.jdbc
			.sql("update account set balance = :balance, token = :token where id = :id and token <= :token")
			.param("id", id)
			.param("balance", balance)
			.param("token", token)
			.update();
		if (rows == 0) {
			throw new LockLostException("account:" + id, "a later holder has been here");
		}
	}

	void mark(long id, long token) {
		int rows = this.jdbc.sql("update account set token = :token where id = :id and token <= :token")
			.param("id", id)
			.param("token", token)
			.update();
		if (rows == 0) {
			throw new LockLostException("account:" + id, "a later holder has been here");
		}
	}

	long balance(long id) {
		return this.jdbc.sql("select balance from account where id = :id").param("id", id).query(Long.class).single();
	}

}
