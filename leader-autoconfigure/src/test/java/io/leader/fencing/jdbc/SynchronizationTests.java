package io.leader.fencing.jdbc;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.engine.GuardedThread;
import io.leader.fencing.StaleLeaderException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests transaction managers that synchronize always, only in actual transactions, or
 * never. Also tests transaction listeners that fail. If a listener throws a
 * {@code TransactionException} or a checked exception before the commit, or any exception
 * before the rollback, a transaction manager does not roll back. It then switches the
 * connection back to auto-commit mode, which commits the transaction. If the transaction
 * manager does not synchronize, no callback reports this commit.
 */
@ParameterizedClass
@ValueSource(strings = { "SYNCHRONIZATION_ALWAYS", "SYNCHRONIZATION_ON_ACTUAL_TRANSACTION", "SYNCHRONIZATION_NEVER" })
class SynchronizationTests extends FencedLeaderTest {

	private final AbstractPlatformTransactionManager synchronizing = new JdbcTransactionManager(this.dataSource);

	private TransactionExecution last;

	SynchronizationTests(String synchronization) {
		super(Database.H2);
		this.synchronizing.setTransactionSynchronizationName(synchronization);
	}

	private void write(Runnable more) {
		this.election.runIfLeader(() -> new TransactionTemplate(this.synchronizing).executeWithoutResult((status) -> {
			this.last = status;
			write("work");
			more.run();
		}));
	}

	private static Exception failure(Class<? extends Exception> type) {
		return type.equals(IOException.class) ? new IOException("checked")
				: new TransactionTimedOutException("too late");
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T extends Throwable> T unchecked(Throwable failure) throws T {
		throw (T) failure;
	}

	private static TransactionExecutionListener failing(Exception failure) {
		return new TransactionExecutionListener() {

			@Override
			public void beforeCommit(TransactionExecution transaction) {
				throw SynchronizationTests.<RuntimeException>unchecked(failure);
			}

		};
	}

	/**
	 * The exceptions include checked exceptions that the listener does not declare, as is
	 * possible in Kotlin.
	 */
	@ParameterizedTest
	@ValueSource(classes = { TransactionTimedOutException.class, IOException.class })
	void aListenerThatFailsAtARollbackDoesNotCommit(Class<? extends Exception> type) {
		this.synchronizing.setTransactionExecutionListeners(List.of(new TransactionExecutionListener() {

			@Override
			public void beforeRollback(TransactionExecution transaction) {
				throw SynchronizationTests.<RuntimeException>unchecked(failure(type));
			}

		}));
		fence(this.synchronizing, () -> this.dataSource);
		assertThatException().isThrownBy(() -> write(() -> {
			succeed();
			throw new IllegalStateException("by itself");
		}));
		assertNothingIsLeft();
	}

	private void assertNothingIsLeft() {
		assertThat(written()).isEmpty();
		assertThat(token()).isEqualTo(1_000);
		assertThat(GuardedThread.terms(this.last)).isEmpty();
	}

	@Test
	void aLeaderCommitsAndAFormerOneDoesNot() {
		fence(this.synchronizing, () -> this.dataSource);
		write(() -> {
		});
		assertThat(written()).containsExactly("work");
		this.jdbc.update("DELETE FROM work");
		assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> write(this::succeed));
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@ValueSource(classes = { TransactionTimedOutException.class, IOException.class })
	void anEarlierListenerThatFailsDoesNotCommitUnfenced(Class<? extends Exception> type) {
		this.synchronizing.setTransactionExecutionListeners(List.of(failing(failure(type))));
		fence(this.synchronizing, () -> this.dataSource);
		assertThatException().isThrownBy(() -> write(this::succeed));
		assertNothingIsLeft();
	}

	@Test
	void aLaterListenerThatFailsDoesNotCommitUnfenced() {
		fence(this.synchronizing, () -> this.dataSource);
		this.synchronizing.getTransactionExecutionListeners()
			.add(failing(new TransactionTimedOutException("too late")));
		assertThatException().isThrownBy(() -> write(this::succeed));
		assertNothingIsLeft();
	}

	/**
	 * The fence runs after this listener, so the listener does not have to wait for a
	 * lock on the election's row.
	 */
	@Test
	void aListenerMayCommitASeparateTransaction() {
		TransactionTemplate audit = new TransactionTemplate(this.synchronizing);
		audit.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		AtomicBoolean audited = new AtomicBoolean();
		listen((transaction) -> {
			if (audited.compareAndSet(false, true)) {
				audit.executeWithoutResult((status) -> write("audit"));
			}
		});
		write(() -> {
		});
		assertThat(written()).containsExactly("audit", "work");
	}

	@Test
	void aGuardedCallInAListenerIsFenced() {
		AtomicBoolean called = new AtomicBoolean();
		listen((transaction) -> {
			if (called.compareAndSet(false, true)) {
				this.last = transaction;
				this.election.runIfLeader(() -> write("late"));
				CompletableFuture.runAsync(this::succeed).join();
			}
		});
		assertThatExceptionOfType(StaleLeaderException.class)
			.isThrownBy(() -> new TransactionTemplate(this.synchronizing).executeWithoutResult((status) -> {
			}));
		assertNothingIsLeft();
	}

	private void listen(Consumer<TransactionExecution> beforeCommit) {
		this.synchronizing.setTransactionExecutionListeners(List.of(new TransactionExecutionListener() {

			@Override
			public void beforeCommit(TransactionExecution transaction) {
				beforeCommit.accept(transaction);
			}

		}));
		fence(this.synchronizing, () -> this.dataSource);
	}

	/**
	 * The transaction manager rolls back or commits a fenced transaction as it does
	 * without fencing, and the thread retains no state.
	 */
	@Test
	void aListenerThatFailsInALeaderLeavesNothingBehind() {
		fence(this.synchronizing, () -> this.dataSource);
		this.synchronizing.getTransactionExecutionListeners()
			.add(failing(new TransactionTimedOutException("too late")));
		assertThatExceptionOfType(TransactionException.class).isThrownBy(() -> write(() -> {
		}));
		assertThat(GuardedThread.terms(this.last)).isEmpty();
		assertThat(token()).isEqualTo(this.election.fencingToken().orElseThrow());
	}

}
