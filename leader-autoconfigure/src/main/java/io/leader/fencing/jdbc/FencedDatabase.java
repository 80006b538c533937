package io.leader.fencing.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.engine.GuardedTerm;

/**
 * A database with fenced transactions. Performs the operations on its token table that
 * are not part of a fenced transaction. Thread-safe.
 */
public final class FencedDatabase {

	private static final Duration RESET_TIMEOUT = Duration.ofSeconds(10);

	/** The number of digits that is sufficient for any non-negative {@code long}. */
	private static final int DIGITS_OF_A_TOKEN = 19;

	/** SQLite's result code for an SQL error, such as a table that does not exist. */
	private static final int SQLITE_ERROR = 1;

	private final DataSource dataSource;

	private final TokenTable table;

	private final CommitRefusals refusals;

	private final JdbcTemplate jdbc;

	private volatile @Nullable Runnable preparation;

	/**
	 * Creates a new instance.
	 * @param dataSource the data source of the database
	 * @param table the token table of the database
	 */
	public FencedDatabase(DataSource dataSource, TokenTable table) {
		this.dataSource = dataSource;
		this.table = table;
		this.refusals = new CommitRefusals(table);
		this.jdbc = new JdbcTemplate(dataSource);
	}

	/**
	 * Returns the data source from which connections to the database are obtained.
	 * @return the data source
	 */
	public DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Sets an action to run before the first term starts. If the action fails, the term
	 * does not start, and the action runs again at the next attempt.
	 * @param action prepares the database; throws {@link IllegalStateException} with the
	 * reason if no term can start
	 */
	public void beforeFirstTerm(Runnable action) {
		this.preparation = action;
	}

	private void prepare() throws TermRefusedException {
		Runnable action = this.preparation;
		if (action == null) {
			return;
		}
		try {
			action.run();
			this.preparation = null;
		}
		catch (IllegalStateException ex) {
			throw new TermRefusedException(String.valueOf(ex.getMessage()), ex);
		}
	}

	TokenTable table() {
		return this.table;
	}

	CommitRefusals refusals() {
		return this.refusals;
	}

	private TransactionTemplate transaction(Duration timeout) {
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		transaction.setTimeout((int) Math.max(1, Math.min(timeout.toSeconds(), Integer.MAX_VALUE)));
		return transaction;
	}

	/**
	 * Raises the token of an election, so that transactions of earlier terms can no
	 * longer commit. Waits for transactions that are already committing.
	 * @param term the new term
	 * @param timeout how long each transaction may take after its connection has been
	 * obtained; rounded down to whole seconds, but at least one second
	 * @throws TermRefusedException if the term must not start or cannot start yet
	 */
	void raise(GuardedTerm term, Duration timeout) throws TermRefusedException {
		TransactionTemplate transaction = transaction(timeout);
		try {
			prepare();
			if (!isRaised(transaction, term)) {
				insert(transaction, term);
			}
			// Verify that the token can be set again, since each transaction of the term
			// sets it.
			if (!isRaised(transaction, term)) {
				throw refusal(term);
			}
			this.refusals.termStarted(term);
		}
		catch (DataAccessException | TransactionException ex) {
			throw new TermRefusedException(
					"the fencing token of election '%s' could not be written to the table %s of the database (%s)."
						.formatted(term.election(), this.table.name(), rootMessage(ex)),
					ex);
		}
	}

	private boolean isRaised(TransactionTemplate transaction, GuardedTerm term) {
		return Boolean.TRUE.equals(transaction.execute((status) -> this.table.set(this.jdbc, term)));
	}

	private void insert(TransactionTemplate transaction, GuardedTerm term) {
		if (this.table.find(this.jdbc, term.election()).isPresent()) {
			return;
		}
		try {
			transaction.executeWithoutResult((status) -> this.table.insert(this.jdbc, term));
		}
		catch (DuplicateKeyException ex) {
			// Another candidate inserted the row first.
		}
	}

	private TermRefusedException refusal(GuardedTerm term) {
		OptionalLong found = this.table.find(this.jdbc, term.election());
		if (found.isPresent() && found.getAsLong() <= term.fencingToken()) {
			return new TermRefusedException(
					"the JDBC driver probably counts only rows whose values change. Remove useAffectedRows=true from the JDBC URL.",
					null);
		}
		return new TermRefusedException(
				"the fencing token of election '%s' is %d, but the table %s has %s: another candidate leads, or the lock was moved or restored from a backup. Unless another candidate leads, reset the row as described in docs/how-to/fencing.md."
					.formatted(term.election(), term.fencingToken(), this.table.name(),
							found.isPresent() ? String.valueOf(found.getAsLong()) : "none"),
				null);
	}

	private static String rootMessage(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String message = String.valueOf(root.getMessage()).strip();
		return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
	}

	OptionalLong token(String election) {
		return this.table.find(this.jdbc, election);
	}

	void reset(String election, long token) {
		transaction(RESET_TIMEOUT).executeWithoutResult((status) -> {
			if (!this.table.reset(this.jdbc, election, token) && this.table.find(this.jdbc, election).isEmpty()) {
				this.table.insert(this.jdbc, new GuardedTerm(election, token));
			}
		});
	}

	/**
	 * Checks whether the token table can be used.
	 * @param longestName the length of the longest row key
	 * @return the defect of the table, or empty if it can be used
	 * @throws DataAccessException if the check itself fails, for example because the
	 * database cannot be reached
	 */
	public Optional<TableDefect> check(int longestName) {
		try {
			ResultSetExtractor<Optional<TableDefect>> check = (rows) -> defect(rows.getMetaData(), longestName);
			return Objects.requireNonNull(
					this.jdbc.query("SELECT election, token FROM " + this.table.name() + " WHERE 1 = 0", check));
		}
		catch (BadSqlGrammarException ex) {
			return Optional.of(unusable(ex));
		}
		catch (UncategorizedSQLException ex) {
			// SQLite's driver sets no SQL state. A locked database has a different error
			// code.
			SQLException cause = ex.getSQLException();
			if (cause != null && cause.getSQLState() == null && cause.getErrorCode() == SQLITE_ERROR) {
				return Optional.of(unusable(ex));
			}
			throw ex;
		}
	}

	private TableDefect unusable(DataAccessException failure) {
		return new TableDefect(TableDefect.Kind.UNUSABLE,
				"The table %s cannot be read (%s).".formatted(this.table.name(), rootMessage(failure)));
	}

	private Optional<TableDefect> defect(ResultSetMetaData columns, int longestName) throws SQLException {
		int length = columns.getPrecision(1);
		if (length > 0 && length < longestName) {
			return Optional.of(new TableDefect(TableDefect.Kind.ELECTION_TOO_SHORT,
					"The column election of the table %s holds %d characters, but the name of a lock has %d."
						.formatted(this.table.name(), length, longestName)));
		}
		boolean fits = switch (columns.getColumnType(2)) {
			case Types.BIGINT -> true;
			case Types.DECIMAL, Types.NUMERIC -> columns.getScale(2) <= 0
					&& (columns.getPrecision(2) == 0 || columns.getPrecision(2) >= DIGITS_OF_A_TOKEN);
			default -> false;
		};
		return fits ? Optional.empty()
				: Optional.of(new TableDefect(TableDefect.Kind.TOKEN_TOO_SMALL,
						"The column token of the table %s is of type %s, which cannot hold every fencing token."
							.formatted(this.table.name(), columns.getColumnTypeName(2))));
	}

}
