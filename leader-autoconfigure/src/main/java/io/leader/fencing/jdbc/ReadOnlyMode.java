package io.leader.fencing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Determines whether writes are refused in a transaction that is meant to be read-only.
 * Neither the transaction's read-only setting nor {@link Connection#isReadOnly()}
 * guarantees that they are refused, since some drivers do not pass the setting on to the
 * database.
 */
final class ReadOnlyMode {

	/**
	 * The SQL states of statements that are refused because the transaction is read-only:
	 * that of the SQL standard, and that of Derby.
	 */
	private static final Set<String> REFUSALS = Set.of("25006", "25502");

	private final JdbcOperations jdbc;

	/**
	 * Creates a new instance.
	 * @param jdbc executes statements in the current transaction
	 */
	ReadOnlyMode(JdbcOperations jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Returns whether a connection reports that it is read-only.
	 */
	boolean isReported(Connection connection) {
		try {
			return connection.isReadOnly();
		}
		catch (SQLException ex) {
			throw unknown(ex);
		}
	}

	/**
	 * Returns whether writes are known to be refused on a connection that reports that it
	 * is read-only. MySQL's driver itself refuses them. PostgreSQL does not refuse them
	 * if its driver's {@code readOnlyMode} is {@code ignore}. Since a refused write would
	 * abort the transaction, PostgreSQL is asked whether the transaction is read-only.
	 * Whether other databases refuse writes is unknown.
	 */
	boolean isEnforced(Connection connection) {
		try {
			String driver = String.valueOf(connection.getMetaData().getDriverName());
			if (driver.startsWith("PostgreSQL")) {
				return "on".equals(this.jdbc.queryForObject("SHOW transaction_read_only", String.class));
			}
			return driver.startsWith("MySQL Connector");
		}
		catch (SQLException ex) {
			throw unknown(ex);
		}
	}

	private static NonTransientDataAccessResourceException unknown(SQLException failure) {
		return new NonTransientDataAccessResourceException(
				"The transaction cannot be fenced: its connection does not report whether it is read-only.", failure);
	}

	/**
	 * Returns whether a write has failed because the database refuses writes in the
	 * transaction.
	 */
	static boolean isRefusal(DataAccessException failure) {
		return failure.getCause() instanceof SQLException cause && cause.getSQLState() != null
				&& REFUSALS.contains(cause.getSQLState());
	}

}
