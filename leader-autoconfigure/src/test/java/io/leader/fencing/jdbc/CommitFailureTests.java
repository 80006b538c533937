package io.leader.fencing.jdbc;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.engine.GuardedThread;
import io.leader.fencing.StaleLeaderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests transactions that fail before they are fenced, and transactions that are marked
 * as read-only. After a {@code TransactionException} before the commit, the transaction
 * manager does not roll back by default. It then switches the connection back to
 * auto-commit mode, which commits the transaction.
 */
@ParameterizedClass
@EnumSource(FencedLeaderTest.Database.class)
class CommitFailureTests extends FencedLeaderTest {

	private TransactionExecution last;

	CommitFailureTests(Database kind) {
		super(kind);
	}

	/**
	 * Writes in a transaction that begins while this candidate leads. Another candidate
	 * becomes the leader before the transaction commits.
	 */
	private void writeLate(Consumer<TransactionTemplate> beforeCommit) {
		this.election.runIfLeader(() -> transaction().executeWithoutResult((status) -> {
			this.last = status;
			write("late");
			succeed();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					beforeCommit.accept(transaction());
				}

			});
		}));
	}

	private static void timeOut(TransactionTemplate transaction) {
		throw new TransactionTimedOutException("too late");
	}

	/**
	 * Runs a separate transaction before the outer transaction commits. The separate
	 * transaction fails with an unexpected rollback, which looks like a rollback of the
	 * outer transaction.
	 */
	private static void rollBackAnother(TransactionTemplate participating) {
		TransactionTemplate other = new TransactionTemplate(participating.getTransactionManager());
		other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		other.executeWithoutResult((status) -> assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> participating.executeWithoutResult((inner) -> {
				throw new IllegalStateException("no");
			})));
	}

	private void assertNothingIsLeft() {
		assertThat(written()).isEmpty();
		assertThat(token()).isEqualTo(1_000);
		assertThat(GuardedThread.terms(this.last)).isEmpty();
	}

	@Test
	void aTimeoutBeforeTheCommitRollsBack() {
		assertThatExceptionOfType(TransactionTimedOutException.class)
			.isThrownBy(() -> writeLate(CommitFailureTests::timeOut));
		assertNothingIsLeft();
	}

	@Test
	void anUnexpectedRollbackOfAnotherTransactionBeforeTheCommitRollsBack() {
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> writeLate(CommitFailureTests::rollBackAnother));
		assertNothingIsLeft();
	}

	@Test
	void failuresRollBackWithRollbackOnCommitFailureToo() {
		this.manager.setRollbackOnCommitFailure(true);
		assertThatExceptionOfType(TransactionException.class).isThrownBy(() -> writeLate(CommitFailureTests::timeOut));
		assertThatExceptionOfType(TransactionException.class)
			.isThrownBy(() -> writeLate(CommitFailureTests::rollBackAnother));
		assertNothingIsLeft();
	}

	@Test
	void aTransactionWithoutAGuardedCallIsLeftToTheTransactionManager() {
		assertThatExceptionOfType(TransactionTimedOutException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				this.last = status;
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						timeOut(transaction());
					}

				});
			}));
		assertThat(GuardedThread.terms(this.last)).isEmpty();
	}

	/**
	 * H2 treats read-only as a hint and writes, so the fence rejects the transaction.
	 * PostgreSQL rejects the write.
	 */
	@Test
	void aReadOnlyTransactionOfAFormerLeaderWritesNothing() {
		TransactionTemplate reading = transaction();
		reading.setReadOnly(true);
		Class<? extends RuntimeException> refusal = (this.kind == Database.H2) ? StaleLeaderException.class
				: DataAccessException.class;
		this.election.runIfLeader(() -> assertThatExceptionOfType(refusal)
			.isThrownBy(() -> reading.executeWithoutResult((status) -> transaction().executeWithoutResult((inner) -> {
				succeed();
				write("late");
			}))));
		assertThat(written()).isEmpty();
	}

}
