package io.leader.fencing.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataRetrievalFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.engine.ElectionTimings;
import io.leader.engine.GuardedTerm;
import io.leader.fencing.StaleLeaderException;
import io.leader.lock.InMemoryLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What commits and what does not, on one kind of database. The successor of a leader is
 * played by raising the token, as its term would.
 */
abstract class FencedTransactionsTest {

	private static final GuardedTerm SUCCESSOR = new GuardedTerm("orders", 1_000);

	final ElectionThreads threads = new ElectionThreads();

	final ElectionEngine engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));

	final JdbcFencing fencing = new JdbcFencing((election) -> Duration.ofSeconds(20));

	private final DataSource dataSource = dataSource();

	final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	final FencedDatabase database = new FencedDatabase(this.dataSource, new TokenTable(TokenTable.DEFAULT_NAME));

	final AbstractPlatformTransactionManager manager = new JdbcTransactionManager(this.dataSource);

	LeaderElection election;

	abstract DataSource dataSource();

	abstract String script();

	@BeforeEach
	void elect() {
		this.jdbc.execute("DROP TABLE IF EXISTS leader_fencing_token");
		this.jdbc.execute("DROP TABLE IF EXISTS work");
		this.jdbc.execute("CREATE TABLE work (text VARCHAR(99))");
		new ResourceDatabasePopulator(new ClassPathResource("io/leader/fencing/jdbc/" + script()))
			.execute(this.dataSource);
		this.fencing.add(this.database);
		fence(this.manager, () -> this.dataSource);
		this.election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.timings(new ElectionTimings(Duration.ofSeconds(1), Duration.ofMillis(600), Duration.ofMillis(100)))
			.shutdownTimeout(Duration.ofMillis(100))
			.preparation(this.fencing.of("orders"))
			.build(), new InMemoryLock());
		this.engine.start();
		await();
	}

	private void await() {
		Awaitility.await().pollInterval(Duration.ofMillis(2)).until(this.election::isLeader);
	}

	@AfterEach
	void close() {
		this.threads.close();
	}

	void fence(AbstractPlatformTransactionManager of, FencedResource resource) {
		this.fencing.fence(of, resource, this.database);
	}

	TransactionTemplate transaction() {
		return new TransactionTemplate(this.manager);
	}

	private TransactionTemplate transaction(int propagation) {
		TransactionTemplate transaction = transaction();
		transaction.setPropagationBehavior(propagation);
		return transaction;
	}

	void write(String text) {
		this.jdbc.update("INSERT INTO work VALUES (?)", text);
	}

	List<String> written() {
		return this.jdbc.queryForList("SELECT text FROM work ORDER BY text", String.class);
	}

	void succeed() {
		try {
			this.database.raise(SUCCESSOR, Duration.ofSeconds(20));
		}
		catch (TermRefusedException ex) {
			throw new AssertionError(ex);
		}
	}

	private long token() {
		return this.database.token("orders").orElseThrow();
	}

	@Test
	void theTokenIsThereBeforeTheTermBegins() {
		assertThat(token()).isEqualTo(this.election.fencingToken().orElseThrow());
	}

	@Test
	void aLeaderCommits() {
		this.election.runIfLeader(() -> transaction().executeWithoutResult((status) -> write("one")));
		assertThat(written()).containsExactly("one");
		assertThat(token()).isEqualTo(this.election.fencingToken().orElseThrow());
	}

	@Test
	void aFormerLeaderDoesNot() {
		long own = this.election.fencingToken().orElseThrow();
		this.election.runIfLeader(() -> assertThatExceptionOfType(StaleLeaderException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> {
				write("late");
				succeed();
			}))
			.withMessage(
					"Election 'orders': work of fencing token %d is refused, since token 1000 has written. Another candidate leads now."
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
	void noTransactionThatBeginsLaterInTheCallDoes() {
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
	void aTransactionOfItsOwnInsideOfAnotherIsFencedByItself() {
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
	void whatIsNestedCommitsWithTheTransactionAroundIt() {
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

	@Test
	void aTransactionThatOnlyReadsIsNot() {
		succeed();
		TransactionTemplate reading = transaction();
		reading.setReadOnly(true);
		this.election.runIfLeader(() -> assertThat(reading.<List<String>>execute((status) -> written())).isEmpty());
	}

	@Test
	void aTransactionThatFailsByItselfFailsAsEver() {
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
		// Nothing is left behind on this thread.
		succeed();
		transaction().executeWithoutResult((status) -> write("yes"));
		assertThat(written()).containsExactly("yes");
	}

	@Test
	void anElectionWithoutFencingIsNotFenced() {
		LeaderElection free = this.engine.add(ElectionSettings.named("free").identity("me").build(),
				new InMemoryLock());
		this.engine.start();
		Awaitility.await().until(free::isLeader);
		free.runIfLeader(() -> transaction().executeWithoutResult((status) -> write("free")));
		assertThat(written()).containsExactly("free");
	}

	@Test
	void withoutItsRowNothingCommits() {
		this.jdbc.update("DELETE FROM leader_fencing_token");
		this.election.runIfLeader(() -> assertThatExceptionOfType(DataRetrievalFailureException.class)
			.isThrownBy(() -> transaction().executeWithoutResult((status) -> write("late")))
			.withMessageContaining("The table leader_fencing_token has no row of election 'orders'"));
		assertThat(written()).isEmpty();
	}

	/**
	 * After an exception of the transaction manager's own kind it would not roll back,
	 * and then switch to auto-commit, which commits.
	 */
	@Test
	void aTransactionThatTimesOutInTheFenceRollsBack() {
		AbstractPlatformTransactionManager slow = new JdbcTransactionManager(this.dataSource);
		fence(slow, new FencedResource() {

			@Override
			public DataSource dataSource() {
				return FencedTransactionsTest.this.dataSource;
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

	@Test
	void aSuccessorWaitsForATransactionThatIsAboutToCommit() throws Exception {
		CountDownLatch fenced = new CountDownLatch(1);
		CountDownLatch commit = new CountDownLatch(1);
		this.manager.getTransactionExecutionListeners().add(new TransactionExecutionListener() {

			@Override
			public void beforeCommit(TransactionExecution transaction) {
				fenced.countDown();
				waitFor(commit);
			}

		});
		CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> this.election
			.runIfLeader(() -> transaction().executeWithoutResult((status) -> write("in time"))));
		waitFor(fenced);
		CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() -> {
			succeed();
			return written();
		});
		assertThat(seen).as("it waits").failsWithin(Duration.ofMillis(200));
		commit.countDown();
		committing.get(10, TimeUnit.SECONDS);
		assertThat(seen.get(10, TimeUnit.SECONDS)).as("what is committed when the successor begins")
			.containsExactly("in time");
	}

	private static void waitFor(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * All are in their transactions at once, which they could not be if the row were
	 * locked from the beginning.
	 */
	@Test
	void transactionsOfTheLeaderRunSideBySide() {
		int number = 4;
		CyclicBarrier allInside = new CyclicBarrier(number);
		List<CompletableFuture<Void>> running = IntStream.range(0, number)
			.mapToObj((index) -> CompletableFuture
				.runAsync(() -> this.election.runIfLeader(() -> transaction().executeWithoutResult((status) -> {
					write("work " + index);
					try {
						allInside.await(10, TimeUnit.SECONDS);
					}
					catch (Exception ex) {
						throw new IllegalStateException(ex);
					}
				})), (task) -> new Thread(task).start()))
			.toList();
		running.forEach(CompletableFuture::join);
		assertThat(written()).hasSize(number);
	}

	@Test
	void aTermWhoseTokenIsSmallerThanTheRowsDoesNotBegin() {
		succeed();
		this.election.yieldLeadership();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.election.status().problem())
				.startsWith("A term cannot begin: the fencing token of election 'orders' is "));
		assertThat(this.election.status().problem())
			.contains("the table leader_fencing_token has 1000: another candidate leads, or the lock was moved or"
					+ " restored from a backup.");
		assertThat(this.election.isLeader()).isFalse();
		assertThat(this.fencing.reset("orders", 0)).hasValue(1_000);
		await();
		assertThat(token()).isEqualTo(this.election.fencingToken().orElseThrow());
	}

	@Test
	void aResetMakesTheRowIfThereIsNone() {
		this.jdbc.update("DELETE FROM leader_fencing_token");
		assertThat(this.fencing.reset("orders", 7)).hasValue(0);
		assertThat(token()).isEqualTo(7);
		assertThat(this.fencing.tokens()).containsExactly(Map.entry("orders", 7L));
		assertThat(this.fencing.reset("others", 0)).isEmpty();
	}

	@Test
	void theTableIsChecked() {
		assertThat(this.database.check(253)).isEmpty();
		this.jdbc.execute("DROP TABLE leader_fencing_token");
		assertThat(this.database.check(9)).map(TableDefect::kind).hasValue(TableDefect.Kind.UNUSABLE);
		this.jdbc.execute("CREATE TABLE leader_fencing_token (election VARCHAR(10), token INTEGER)");
		assertThat(this.database.check(9)).hasValue(new TableDefect(TableDefect.Kind.TOKEN_TOO_SMALL,
				"The column token of the table leader_fencing_token is of type %s, which does not hold every fencing token."
					.formatted(integer())));
		assertThat(this.database.check(11)).hasValue(new TableDefect(TableDefect.Kind.ELECTION_TOO_SHORT,
				"The column election of the table leader_fencing_token holds 10 characters, and the name of an election has 11."));
	}

	abstract String integer();

}
