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
 * A table whose rows remember the highest fencing token that has claimed them, and refuse
 * lower ones. So a holder that stood still for longer than its lease cannot write after
 * the next one has begun, whatever it believes:
 *
 * <pre class="code">
 * this.accounts.claim(id, lease); // then read and write in the same transaction</pre>
 *
 * Whoever writes to such rows claims them first. Use one lock for one row: tokens of
 * different locks have no order. Safe for use by any number of threads.
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
	 * Describe a table. The names become part of the statements: they must be plain SQL
	 * identifiers; that of the table may have a schema before it.
	 * @param jdbc where the table is
	 * @param table name of the table
	 * @param keyColumn column by whose value there is one row
	 * @param tokenColumn column of a type such as {@code bigint}, 0 or null at first
	 * @return the table
	 * @throws IllegalArgumentException if a name is no plain identifier
	 */
	public static FencedTable of(JdbcClient jdbc, String table, String keyColumn, String tokenColumn) {
		return new FencedTable(jdbc, table, keyColumn, tokenColumn);
	}

	/**
	 * Describe a table, as {@link #of(JdbcClient, String, String, String)} does.
	 * @param jdbc where the table is, such as a {@code JdbcTemplate}
	 * @param table name of the table
	 * @param keyColumn column by whose value there is one row
	 * @param tokenColumn column of a type such as {@code bigint}, 0 or null at first
	 * @return the table
	 * @throws IllegalArgumentException if a name is no plain identifier
	 */
	public static FencedTable of(JdbcOperations jdbc, String table, String keyColumn, String tokenColumn) {
		return of(JdbcClient.create(jdbc), table, keyColumn, tokenColumn);
	}

	/**
	 * Write the token of a lease into a row, unless a later holder has been there. From
	 * then until the end of the running transaction nobody else can claim the row, and
	 * after its commit nobody with a lower token. A holder may claim a row several times.
	 * @param key value of the key column
	 * @param lease the lease under which the row is going to be read and written
	 * @throws LockLostException if a later holder has claimed the row, or the lease has
	 * ended
	 * @throws EmptyResultDataAccessException if there is no such row
	 * @throws IncorrectUpdateSemanticsDataAccessException if there are several
	 * @throws IllegalStateException if no transaction is running: the claim would be
	 * committed before the write that it is to protect
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

	/** Some databases count the rows that changed, not those that were found. */
	private void refuseUnlessClaimed(Object key, Lease lease, long token) {
		List<@Nullable Long> found = this.jdbc.sql(this.read).param(key).query(Long.class).list();
		if (found.isEmpty()) {
			throw new EmptyResultDataAccessException(
					"There is no row " + Shown.text(this.row.formatted(key)) + " to be claimed", 1);
		}
		Long claimed = found.get(0);
		if (claimed == null || claimed != token) {
			throw new LockLostException(lease.name(), "the row " + this.row.formatted(key)
					+ " was claimed by a later holder with token " + claimed + ", this one has " + token);
		}
	}

}
