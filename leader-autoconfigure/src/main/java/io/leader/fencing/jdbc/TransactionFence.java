package io.leader.fencing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * Fences the transactions of one transaction manager: the last statement of each that has
 * to do with a guarded call compares and sets the token of the call's term.
 * <p>
 * The statement locks the row of the election until the transaction has ended. So either
 * it comes before that of the next term, which waits for the commit, or it finds the
 * larger token, and the transaction rolls back. What the transaction manager does after
 * it, such as a flush that writes what the application changed meanwhile, is within the
 * same lock.
 */
final class TransactionFence implements TransactionExecutionListener {

	private static final Logger logger = LoggerFactory.getLogger(TransactionFence.class);

	private static final Comparator<GuardedTerm> ORDER = Comparator.comparing(GuardedTerm::election)
		.thenComparingLong(GuardedTerm::fencingToken);

	private final FencedResource resource;

	private final FencedDatabase database;

	private final Predicate<String> fenced;

	private final JdbcOperations jdbc;

	/**
	 * Creates a fence.
	 * @param resource what the transaction manager manages
	 * @param database the database that it uses
	 * @param fenced whether an election is fenced, by its name
	 */
	TransactionFence(FencedResource resource, FencedDatabase database, Predicate<String> fenced) {
		this.resource = resource;
		this.database = database;
		this.fenced = fenced;
		this.jdbc = new JdbcTemplate(resource.dataSource());
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
			// Nobody tells of the end if another listener fails.
			GuardedThread.forget(transaction);
		}
		if (terms.isEmpty()) {
			return;
		}
		try {
			fence(transaction, terms);
		}
		catch (TransactionException ex) {
			// After such an exception the transaction manager would not roll back.
			throw new QueryTimeoutException("The transaction could not be fenced: " + ex.getMessage(), ex);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// Nor after a checked one that is thrown all the same.
			throw new NonTransientDataAccessResourceException("The transaction could not be fenced: " + ex, ex);
		}
	}

	/**
	 * In the same order everywhere, so that no two transactions wait for each other.
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
		if (!transaction.isReadOnly() || !isReadOnly(holder)) {
			terms.forEach(this::compareAndSet);
		}
	}

	private void compareAndSet(GuardedTerm term) {
		TokenTable table = this.database.table();
		if (!table.set(this.jdbc, term)) {
			throw this.database.refusals().refused(term, table.find(this.jdbc, term.election()));
		}
		this.database.refusals().accepted(term);
	}

	private @Nullable ConnectionHolder holder() {
		Object bound = TransactionSynchronizationManager.getResource(this.resource.dataSource());
		return (bound instanceof ConnectionHolder holder) ? holder : null;
	}

	/**
	 * Whether the connection permits no writes: to some drivers read-only is a hint.
	 */
	private static boolean isReadOnly(ConnectionHolder holder) {
		try {
			return holder.getConnection().isReadOnly();
		}
		catch (SQLException ex) {
			throw new NonTransientDataAccessResourceException(
					"The transaction cannot be fenced: its connection does not report whether it is read-only.", ex);
		}
	}

	/**
	 * Rolls back at once: if another listener fails, the transaction manager does not
	 * roll back, but commits by switching to auto-commit.
	 */
	@Override
	public void beforeRollback(TransactionExecution transaction) {
		abandon(transaction);
	}

	/**
	 * Rolls back a transaction that must not commit, whatever the transaction manager
	 * does next.
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
	 * Rolls back a transaction whose end nobody tells of.
	 */
	void abandonSilently(TransactionExecution transaction) {
		rollBack(transaction);
		GuardedThread.forget(transaction);
	}

	/**
	 * Rolls back a transaction of a guarded call, unless the connection has been given
	 * back and is another one now.
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
	 * Sees to it that a transaction that did not come to its fence rolls back. A
	 * transaction manager does not do that if it failed with an exception of the
	 * manager's own kind, and then commits by switching to auto-commit.
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
