package io.leader.fencing.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how fenced terms begin and what they wait for, and how the token table is reset
 * and checked.
 */
@ParameterizedClass
@EnumSource(FencedLeaderTest.Database.class)
class FencedTermsTests extends FencedLeaderTest {

	FencedTermsTests(Database kind) {
		super(kind);
	}

	@Test
	void theTokenIsWrittenBeforeTheTermBegins() {
		assertThat(token()).isEqualTo(this.election.fencingToken().orElseThrow());
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
		assertThat(seen).as("the successor waits").failsWithin(Duration.ofMillis(200));
		commit.countDown();
		committing.get(10, TimeUnit.SECONDS);
		assertThat(seen.get(10, TimeUnit.SECONDS)).as("committed when the successor's term begins")
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
	 * All threads are in a transaction at the same time, which would not be possible if
	 * each transaction locked the row from its beginning.
	 */
	@Test
	void transactionsOfTheLeaderRunConcurrently() {
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
		awaitAsserted(() -> assertThat(this.election.status().problem())
			.startsWith("A term cannot begin: the fencing token of election 'orders' is "));
		assertThat(this.election.status().problem())
			.contains("the table leader_fencing_token has 1000: another candidate leads, or the lock was moved or"
					+ " restored from a backup.");
		assertThat(this.election.isLeader()).isFalse();
		assertThat(this.fencing.reset("orders", 0)).hasValue(1_000);
		awaitLeading();
		assertThat(token()).isEqualTo(this.election.fencingToken().orElseThrow());
	}

	@Test
	void aResetCreatesAMissingRow() {
		this.jdbc.update("DELETE FROM leader_fencing_token");
		assertThat(this.fencing.reset("orders", 0)).hasValue(0);
		assertThat(token()).isZero();
		assertThat(this.fencing.tokens()).containsExactly(Map.entry("orders", 0L));
		assertThat(this.fencing.reset("others", 0)).isEmpty();
	}

	/**
	 * If a reset could raise the token, no candidate could lead until its own token
	 * reached the raised one.
	 */
	@Test
	void aResetDoesNotRaiseTheToken() {
		long present = token();
		assertThat(this.fencing.reset("orders", present + 1)).hasValue(present);
		assertThat(token()).isEqualTo(present);
		assertThat(this.fencing.reset("orders", present - 1)).hasValue(present);
		assertThat(token()).isEqualTo(present - 1);
	}

	@Test
	void theTableIsChecked() {
		assertThat(this.database.check(253)).isEmpty();
		this.jdbc.execute("DROP TABLE leader_fencing_token");
		assertThat(this.database.check(9)).map(TableDefect::kind).hasValue(TableDefect.Kind.UNUSABLE);
		this.jdbc.execute("CREATE TABLE leader_fencing_token (election VARCHAR(10), token INTEGER)");
		assertThat(this.database.check(9)).hasValue(new TableDefect(TableDefect.Kind.TOKEN_TOO_SMALL,
				"The column token of the table leader_fencing_token is of type %s, which cannot hold every fencing token."
					.formatted(this.kind.integer)));
		assertThat(this.database.check(11)).hasValue(new TableDefect(TableDefect.Kind.ELECTION_TOO_SHORT,
				"The column election of the table leader_fencing_token holds 10 characters, but the name of a lock has 11."));
	}

}
