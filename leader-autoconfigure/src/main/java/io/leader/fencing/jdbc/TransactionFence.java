package io.leader.fencing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.leader.engine.GuardedTerm;
import io.leader.engine.GuardedThread;

/**
 * Fences the transactions of one transaction manager. Immediately before the commit of a
 * transaction that belongs to a guarded call, a statement in the transaction compares and
 * sets the token of the call's term, unless the database is known to refuse writes in the
 * transaction.
 * <p>
 * The statement locks the election's row until the transaction ends. Therefore, the
 * statement either precedes the update of the next term, which then waits for the commit,
 * or finds the larger token, in which case the transaction is rolled back. Anything that
 * the transaction manager does after the statement, such as another flush, happens under
 * the same lock.
 */
final class TransactionFence implements TransactionExecutionListener {

	private static final Logger logger = LoggerFactory.getLogger(TransactionFence.class);

	private static final Comparator<GuardedTerm> ORDER = Comparator.comparing(GuardedTerm::election)
		.thenComparingLong(GuardedTerm::fencingToken);

	private final FencedResource resource;

	private final FencedDatabase database;

	private final Predicate<String> fenced;

	private final JdbcOperations jdbc;

	private final ReadOnlyMode readOnly;

	/**
	 * Creates a new fence.
	 * @param resource the resource that the transaction manager manages
	 * @param database the database that it uses
	 * @param fenced returns whether the election with the given name is fenced
	 */
	TransactionFence(FencedResource resource, FencedDatabase database, Predicate<String> fenced) {
		this.resource = resource;
		this.database = database;
		this.fenced = fenced;
		this.jdbc = new JdbcTemplate(resource.dataSource());
		this.readOnly = new ReadOnlyMode(this.jdbc);
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		if (beginFailure == null && transaction.isNewTransaction()) {
			GuardedThread.note(transaction);
			if (TransactionSynchronizationManager.isSynchronizationActive()) {
				TransactionSynchronizationManager.registerSynchronization(new Completion(transaction));
			}
		}
	}

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		List<GuardedTerm> terms = terms(transaction);
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			// No completion callback follows if another listener fails.
			GuardedThread.forget(transaction);
		}
		if (terms.isEmpty()) {
			return;
		}
		try {
			fence(transaction, terms);
		}
		catch (TransactionException ex) {
			// The transaction manager does not roll back after such an exception.
			throw new QueryTimeoutException("The transaction could not be fenced: " + ex.getMessage(), ex);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// The transaction manager does not roll back after an undeclared checked
			// exception either.
			throw new NonTransientDataAccessResourceException("The transaction could not be fenced: " + ex, ex);
		}
	}

	/**
	 * Returns the fenced terms of a transaction, in a fixed order to avoid deadlocks
	 * between transactions.
	 */
	private List<GuardedTerm> terms(TransactionExecution transaction) {
		return GuardedThread.terms(transaction)
			.stream()
			.filter((term) -> this.fenced.test(term.election()))
			.sorted(ORDER)
			.toList();
	}

	private void fence(TransactionExecution transaction, List<GuardedTerm> terms) {
		if (this.resource.willRollBack()) {
			return;
		}
		this.resource.flush();
		ConnectionHolder holder = holder();
		if (holder == null) {
			throw new NonTransientDataAccessResourceException(
					"The transaction cannot be fenced: its transaction manager does not expose its JDBC connection.");
		}
		boolean readOnly = transaction.isReadOnly() && this.readOnly.isReported(holder.getConnection());
		if (readOnly && this.readOnly.isEnforced(holder.getConnection())) {
			return;
		}
		try {
			terms.forEach(this::compareAndSet);
		}
		catch (DataAccessException ex) {
			if (!readOnly || !ReadOnlyMode.isRefusal(ex)) {
				throw ex;
			}
			// The database refuses writes in this transaction, so there are none to
			// fence.
		}
	}

	private void compareAndSet(GuardedTerm term) {
		TokenTable table = this.database.table();
		if (!table.set(this.jdbc, term)) {
			throw this.database.refusals().commitRejected(term, table.find(this.jdbc, term.election()));
		}
		this.database.refusals().commitAccepted(term);
	}

	private @Nullable ConnectionHolder holder() {
		Object bound = TransactionSynchronizationManager.getResource(this.resource.dataSource());
		return (bound instanceof ConnectionHolder holder) ? holder : null;
	}

	/**
	 * Rolls back immediately, because if another listener fails, the transaction manager
	 * does not roll back but commits by switching to auto-commit.
	 */
	@Override
	public void beforeRollback(TransactionExecution transaction) {
		abandon(transaction);
	}

	/**
	 * Rolls back a transaction that must not commit, regardless of what the transaction
	 * manager does next.
	 */
	void abandon(TransactionExecution transaction) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			rollBack(transaction);
		}
		else {
			abandonSilently(transaction);
		}
	}

	/**
	 * Rolls back a transaction for which no completion callback follows, and stops
	 * tracking its terms.
	 */
	void abandonSilently(TransactionExecution transaction) {
		rollBack(transaction);
		GuardedThread.forget(transaction);
	}

	/**
	 * Rolls back a transaction of a guarded call, unless its connection has already been
	 * returned or is in auto-commit mode.
	 */
	private void rollBack(TransactionExecution transaction) {
		ConnectionHolder holder = holder();
		if (holder == null || terms(transaction).isEmpty()) {
			return;
		}
		try {
			Connection connection = holder.getConnection();
			if (!connection.getAutoCommit()) {
				connection.rollback();
			}
		}
		catch (SQLException ex) {
			logger.warn("A transaction of a guarded call failed and could not be rolled back", ex);
		}
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
		GuardedThread.forget(transaction);
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
		GuardedThread.forget(transaction);
	}

	/**
	 * Rolls back a transaction that is not known to have been committed. A transaction
	 * manager that fails with a {@link TransactionException} does not roll back but
	 * commits by switching to auto-commit.
	 */
	private final class Completion implements TransactionSynchronization {

		private final TransactionExecution transaction;

		Completion(TransactionExecution transaction) {
			this.transaction = transaction;
		}

		@Override
		public void afterCompletion(int status) {
			try {
				if (status != STATUS_COMMITTED) {
					rollBack(this.transaction);
				}
			}
			finally {
				GuardedThread.forget(this.transaction);
			}
		}

	}

}
