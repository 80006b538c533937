package io.leader.fencing.jdbc;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
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

	private static final Comparator<GuardedTerm> ORDER = Comparator.comparing(GuardedTerm::election)
		.thenComparingLong(GuardedTerm::fencingToken);

	private final FencedResource resource;

	private final TokenTable table;

	private final Predicate<String> fenced;

	private final JdbcOperations jdbc;

	/**
	 * Creates a fence.
	 * @param resource what the transaction manager manages
	 * @param table the table of tokens
	 * @param fenced whether an election is fenced, by its name
	 */
	TransactionFence(FencedResource resource, TokenTable table, Predicate<String> fenced) {
		this.resource = resource;
		this.table = table;
		this.fenced = fenced;
		this.jdbc = new JdbcTemplate(resource.dataSource());
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		if (beginFailure == null && transaction.isNewTransaction() && !transaction.isReadOnly()) {
			GuardedThread.note(transaction);
		}
	}

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		// In the same order everywhere, so that no two transactions wait for each other.
		List<GuardedTerm> terms = GuardedThread.terms(transaction)
			.stream()
			.filter((term) -> this.fenced.test(term.election()))
			.sorted(ORDER)
			.toList();
		if (terms.isEmpty()) {
			return;
		}
		try {
			this.resource.flush();
			if (!TransactionSynchronizationManager.hasResource(this.resource.dataSource())) {
				throw new NonTransientDataAccessResourceException(
						"The transaction cannot be fenced: its transaction manager does not tell its JDBC connection.");
			}
			terms.forEach((term) -> this.table.fence(this.jdbc, term));
		}
		catch (TransactionException ex) {
			// After such an exception the transaction manager would not roll back.
			throw new QueryTimeoutException("The transaction could not be fenced: " + ex.getMessage(), ex);
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

}
