package io.leader.fencing.jdbc;

import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.dao.DataRetrievalFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.engine.ElectionSettings;
import io.leader.fencing.StaleLeaderException;
import io.leader.lock.InMemoryLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests which transactions of a leader and of a former leader commit.
 */
@ParameterizedClass
@EnumSource(FencedLeaderTest.Database.class)
class FencedTransactionsTests extends FencedLeaderTest {

	FencedTransactionsTests(Database kind) {
		super(kind);
	}

	private TransactionTemplate transaction(int propagation) {
		TransactionTemplate transaction = transaction();
		transaction.setPropagationBehavior(propagation);
		return transaction;
	}

	@Test
	void aLeaderCommits() {
		this.election.runIfLeader(() -> transaction().executeWithoutResult((status) -> write("one")));
		assertThat(written()).containsExactly("one");
		assertThat(token()).isEqualTo(this.election.fencingToken().orElseThrow());
	}

	@Test
	void aFormerLeaderDoesNotCommit() {
		long own = this.election.fencingToken().orElseThrow();
		this.election.runIfLeader(() -> assertThatExceptionOfType(StaleLeaderException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				write("late");
				succeed();
			}))
			.withMessage(
					"Election 'orders': a transaction with fencing token %d is rejected: the database has token 1000. Another candidate now leads, unless the row was changed."
						.formatted(own))
			.satisfies((ex) -> {
				assertThat(ex.getElection()).isEqualTo("orders");
				assertThat(ex.getOwnToken()).isEqualTo(own);
				assertThat(ex.getFoundToken()).hasValue(1_000);
			}));
		assertThat(written()).isEmpty();
		assertThat(token()).isEqualTo(1_000);
	}

	@Test
	void noTransactionThatBeginsLaterInTheCallCommits() {
		try (GuardedCall call = this.election.enter()) {
			assertThat(call).isNotNull();
			transaction().executeWithoutResult((status) -> write("in time"));
			this.election.yieldLeadership();
			succeed();
			assertStale(() -> transaction().executeWithoutResult((status) -> write("late")));
		}
		assertThat(written()).containsExactly("in time");
	}

	private static void assertStale(Runnable work) {
		assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(work::run);
	}

	@Test
	void anInnerTransactionThatRequiresNewIsFencedSeparately() {
		this.election.runIfLeader(() -> assertStale(() -> transaction().executeWithoutResult((outer) -> {
			transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((inner) -> write("in time"));
			succeed();
			assertStale(() -> transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((inner) -> write("late")));
			write("late, too");
		})));
		assertThat(written()).containsExactly("in time");
	}

	@Test
	void aNestedTransactionCommitsWithTheOuterTransaction() {
		this.election.runIfLeader(() -> assertStale(() -> transaction().executeWithoutResult((outer) -> {
			succeed();
			transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((inner) -> write("late"));
		})));
		this.election.runIfLeader(() -> assertStale(() -> transaction()
			.executeWithoutResult((outer) -> transaction().executeWithoutResult((participating) -> write("late")))));
		assertThat(written()).isEmpty();
	}

	@Test
	void aTransactionAroundAGuardedCallIsFenced() {
		assertStale(() -> transaction().executeWithoutResult((status) -> {
			assertThat(this.election.runIfLeader(() -> write("late"))).isTrue();
			succeed();
		}));
		assertThat(written()).isEmpty();
		transaction().executeWithoutResult((status) -> write("without a guarded call"));
		assertThat(written()).containsExactly("without a guarded call");
	}

	/**
	 * H2 treats read-only as a hint, so a read-only transaction might have written and is
	 * therefore fenced.
	 */
	@Test
	void aReadOnlyTransactionIsNotFencedIfTheDatabaseEnforcesReadOnly() {
		succeed();
		TransactionTemplate reading = transaction();
		reading.setReadOnly(true);
		Runnable read = () -> this.election
			.runIfLeader(() -> assertThat(reading.<List<String>>execute((status) -> written())).isEmpty());
		if (this.kind == Database.POSTGRESQL) {
			read.run();
		}
		else {
			assertStale(read);
		}
	}

	/**
	 * H2 always accepts writes in a read-only transaction. PostgreSQL accepts them if its
	 * driver's {@code readOnlyMode} is {@code ignore}.
	 */
	@Test
	void aReadOnlyTransactionIsFencedIfTheDriverIgnoresReadOnly() throws Exception {
		DataSource ignoring = this.dataSource;
		if (this.kind == Database.POSTGRESQL) {
			this.dataSource.unwrap(PGSimpleDataSource.class).setReadOnlyMode("ignore");
		}
		AbstractPlatformTransactionManager manager = new JdbcTransactionManager(ignoring);
		fence(manager, () -> ignoring);
		TransactionTemplate reading = new TransactionTemplate(manager);
		reading.setReadOnly(true);
		this.election.runIfLeader(() -> assertStale(() -> reading.executeWithoutResult((status) -> {
			new JdbcTemplate(ignoring).update("INSERT INTO work VALUES ('late')");
			succeed();
		})));
		assertThat(written()).isEmpty();
	}

	@Test
	void aTransactionThatFailsByItselfFailsAsUsual() {
		this.election.runIfLeader(() -> {
			transaction().executeWithoutResult((status) -> {
				write("no");
				status.setRollbackOnly();
			});
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
					write("no");
					throw new IllegalStateException("by itself");
				}));
		});
		assertThat(written()).isEmpty();
		// The thread retains no state of the guarded call.
		succeed();
		transaction().executeWithoutResult((status) -> write("yes"));
		assertThat(written()).containsExactly("yes");
	}

	@Test
	void anElectionWithoutFencingIsNotFenced() {
		LeaderElection free = this.engine.add(ElectionSettings.named("free").identity("me").build(),
				new InMemoryLock());
		this.engine.start();
		await(free::isLeader);
		free.runIfLeader(() -> transaction().executeWithoutResult((status) -> write("free")));
		assertThat(written()).containsExactly("free");
	}

	@Test
	void nothingCommitsWithoutTheRowOfTheElection() {
		this.jdbc.update("DELETE FROM leader_fencing_token");
		this.election.runIfLeader(() -> assertThatExceptionOfType(DataRetrievalFailureException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> write("late")))
			.withMessageContaining("The table leader_fencing_token has no row 'orders' for election 'orders'"));
		assertThat(written()).isEmpty();
	}

	/**
	 * If the fence passed on the {@code TransactionException}, the transaction manager
	 * would not roll back. It would then switch the connection back to auto-commit mode,
	 * which commits the transaction.
	 */
	@Test
	void aTransactionThatTimesOutInTheFenceRollsBack() {
		AbstractPlatformTransactionManager slow = new JdbcTransactionManager(this.dataSource);
		fence(slow, new FencedResource() {

			@Override
			public DataSource dataSource() {
				return FencedTransactionsTests.this.dataSource;
			}

			@Override
			public void flush() {
				throw new TransactionTimedOutException("too late");
			}

		});
		this.election.runIfLeader(() -> assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> new TransactionTemplate(slow).executeWithoutResult((status) -> write("late"))));
		assertThat(written()).isEmpty();
	}

}
