package io.leader.fencing.jdbc;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Wraps a listener that a transaction manager notifies before the fence. If the listener
 * fails before a commit or a rollback, a transaction of a guarded call is rolled back
 * immediately. This is necessary because the fence is then not reached and, depending on
 * the exception, the transaction manager would not roll back but would switch the
 * connection to auto-commit, which would commit the transaction.
 */
final class ListenerBeforeFence implements TransactionExecutionListener {

	private final TransactionExecutionListener listener;

	private final TransactionFence fence;

	ListenerBeforeFence(TransactionExecutionListener listener, TransactionFence fence) {
		this.listener = listener;
		this.fence = fence;
	}

	private void notify(Consumer<TransactionExecution> method, TransactionExecution transaction) {
		try {
			method.accept(transaction);
		}
		catch (RuntimeException | Error ex) {
			this.fence.abandon(transaction);
			throw ex;
		}
		catch (Throwable ex) {
			// After an undeclared checked exception, for example from Kotlin, no
			// completion callback follows.
			this.fence.abandonSilently(transaction);
			throw ex;
		}
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		this.listener.beforeBegin(transaction);
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		this.listener.afterBegin(transaction, beginFailure);
	}

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		notify(this.listener::beforeCommit, transaction);
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
		this.listener.afterCommit(transaction, commitFailure);
	}

	@Override
	public void beforeRollback(TransactionExecution transaction) {
		notify(this.listener::beforeRollback, transaction);
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
		this.listener.afterRollback(transaction, rollbackFailure);
	}

}
