package io.github.batonlock;

import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.jdbc.FencedTable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * The Java of docs/annotation/transactions.md, so that it is compiled.
 * {@code ReadmeTests} compares them.
 */
final class TransactionExamples {

	private TransactionExamples() {
	}

	static class Accounts {

		private final JdbcClient jdbc;

		private final Accounts accounts = this;

		private final List<String> mails = new ArrayList<>();

		Accounts(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		@DistributedLock(name = "account", key = "#id")
		void deposit(long id, long amount) {
			write(id, read(id) + amount);
		}

		@Transactional
		void transfer(long from, long to, long amount) {
			this.accounts.deposit(from, -amount);
			this.accounts.deposit(to, amount);
		}

		@DistributedLock(name = "mail", release = DistributedLock.Release.ON_RETURN)
		void send(String mail) {
			this.mails.add(mail);
		}

		private long read(long id) {
			return this.jdbc.sql("select balance from account where id = ?").param(id).query(Long.class).single();
		}

		private void write(long id, long balance) {
			this.jdbc.sql("update account set balance = ? where id = ?").params(balance, id).update();
		}

	}

	static class FencedByJdbc {

		private final JdbcClient jdbc;

		private final FencedTable accounts;

		FencedByJdbc(JdbcClient jdbc) {
			this.jdbc = jdbc;
			this.accounts = FencedTable.of(jdbc, "account", "id", "fencing_token");
		}

		@Transactional
		@DistributedLock(name = "account", key = "#id")
		void deposit(long id, long amount) {
			this.accounts.claim(id, CurrentLease.get());
			write(id, read(id) + amount);
		}

		private long read(long id) {
			return this.jdbc.sql("select balance from account where id = ?").param(id).query(Long.class).single();
		}

		private void write(long id, long balance) {
			this.jdbc.sql("update account set balance = ? where id = ?").params(balance, id).update();
		}

	}

	@Entity
	static class Account {

		@Id
		private Long id;

		private long balance;

		@Column(nullable = false)
		private long fencingToken;

		void deposit(long amount) {
			this.balance += amount;
		}

		@Override
		public String toString() {
			return this.id + ": " + this.balance + " (" + this.fencingToken + ")";
		}

	}

	static class FencedByJpa {

		private final EntityManager entities;

		FencedByJpa(EntityManager entities) {
			this.entities = entities;
		}

		@Transactional
		@DistributedLock(name = "account", key = "#id")
		void deposit(long id, long amount) {
			claim(id, CurrentLease.get());
			this.entities.find(Account.class, id).deposit(amount);
		}

		private void claim(long id, Lease lease) {
			int rows = this.entities
				.createQuery("update Account set fencingToken = :token where id = :id and fencingToken <= :token")
				.setParameter("token", lease.fencingToken())
				.setParameter("id", id)
				.executeUpdate();
			if (rows == 0) {
				throw new LockLostException(lease.name(), "a later holder has been here, or there is no account " + id);
			}
		}

	}

}
