package io.github.batonlock.jdbc;

import java.util.List;
import java.util.regex.Pattern;

import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.Shown;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A table whose rows remember the highest fencing token that has claimed them, and reject
 * lower ones. Therefore, a holder that paused for longer than its lease cannot write
 * after the next holder has begun: <pre class="code">
 * this.accounts.claim(id, lease);
 * // then read and write in the same transaction</pre> All code that writes to such rows
 * has to claim them first. Use one lock per row, because tokens of different locks are
 * not comparable. Safe for use by any number of threads.
 */
public final class FencedTable {

	private static final Pattern COLUMN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

	private static final Pattern TABLE = Pattern.compile(COLUMN + "(\\." + COLUMN + "){0,2}");

	private final JdbcClient jdbc;

	private final String row;

	private final String claim;

	private final String read;

	private FencedTable(JdbcClient jdbc, String table, String keyColumn, String tokenColumn) {
		check(TABLE, "table", table);
		check(COLUMN, "key column", keyColumn);
		check(COLUMN, "token column", tokenColumn);
		this.jdbc = jdbc;
		this.row = "with " + keyColumn + " = %s in table " + table;
		this.claim = "update %1$s set %3$s = ? where %2$s = ? and (%3$s is null or %3$s <= ?)".formatted(table,
				keyColumn, tokenColumn);
		this.read = "select %3$s from %1$s where %2$s = ?".formatted(table, keyColumn, tokenColumn);
	}

	private static void check(Pattern pattern, String what, String identifier) {
		if (!pattern.matcher(identifier).matches()) {
			throw new IllegalArgumentException("The name of a " + what
					+ " must be a plain identifier without quotes or spaces, but is: '" + identifier + "'");
		}
	}

	/**
	 * Creates a table. The names become part of the statements: they must be plain SQL
	 * identifiers; the name of the table may have a schema as its prefix.
	 * @param jdbc access to the database
	 * @param table name of the table
	 * @param keyColumn column whose value identifies one row
	 * @param tokenColumn column of a type such as {@code bigint}, initially 0 or null
	 * @return the table
	 * @throws IllegalArgumentException if a name is not a plain identifier
	 */
	public static FencedTable of(JdbcClient jdbc, String table, String keyColumn, String tokenColumn) {
		return new FencedTable(jdbc, table, keyColumn, tokenColumn);
	}

	/**
	 * Creates a table, like {@link #of(JdbcClient, String, String, String)}.
	 * @param jdbc access to the database, such as a {@code JdbcTemplate}
	 * @param table name of the table
	 * @param keyColumn column whose value identifies one row
	 * @param tokenColumn column of a type such as {@code bigint}, initially 0 or null
	 * @return the table
	 * @throws IllegalArgumentException if a name is not a plain identifier
	 */
	public static FencedTable of(JdbcOperations jdbc, String table, String keyColumn, String tokenColumn) {
		return of(JdbcClient.create(jdbc), table, keyColumn, tokenColumn);
	}

	/**
	 * Writes the token of a lease into a row, unless a later holder has claimed the row.
	 * Until the end of the running transaction, nobody else can claim the row; after its
	 * commit, nobody with a lower token can. A holder may claim a row several times.
	 * @param key value of the key column
	 * @param lease the lease under which the row is going to be read and written
	 * @throws LockLostException if a later holder has claimed the row, or the lease has
	 * ended
	 * @throws EmptyResultDataAccessException if there is no such row
	 * @throws IncorrectUpdateSemanticsDataAccessException if there are several such rows
	 * @throws IllegalStateException if no transaction is running: the claim would be
	 * committed before the write that it has to protect
	 */
	public void claim(Object key, Lease lease) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException("The row " + this.row.formatted(key)
					+ " must be claimed in the transaction that writes to it, but none is running");
		}
		long token = lease.fencingToken();
		int rows = this.jdbc.sql(this.claim).params(token, key, token).update();
		if (rows == 0) {
			refuseUnlessClaimed(key, lease, token);
		}
		if (rows > 1) {
			throw new IncorrectUpdateSemanticsDataAccessException(
					"There must be one row " + this.row.formatted(key) + ", but there are " + rows);
		}
	}

	/** Some databases count the changed rows instead of the matching ones. */
	private void refuseUnlessClaimed(Object key, Lease lease, long token) {
		List<@Nullable Long> found = this.jdbc.sql(this.read).param(key).query(Long.class).list();
		if (found.isEmpty()) {
			throw new EmptyResultDataAccessException(
					"There is no row " + Shown.text(this.row.formatted(key)) + " to claim", 1);
		}
		Long claimed = found.get(0);
		if (claimed == null || claimed != token) {
			throw new LockLostException(lease.name(), "the row " + this.row.formatted(key)
					+ " was claimed by a later holder with token " + claimed + ", this one has " + token);
		}
	}

}
