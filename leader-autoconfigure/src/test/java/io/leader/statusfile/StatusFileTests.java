package io.leader.statusfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.ManualElection;
import io.leader.election.RemainingTime;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionThreads;
import io.leader.lock.LockCoordinates;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StatusFileTests {

	private static final Duration MARGIN = Duration.ofSeconds(1);

	/**
	 * How long the end of a term waits for the removal of the file: by default, long
	 * enough that a busy machine makes no difference.
	 */
	private long patienceMillis = 10_000;

	@TempDir
	private Path folder;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final ElectionThreads threads = new ElectionThreads();

	private final ElectionEngine engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));

	private final ManualElection election = this.engine.addManual("orders", "pod-a", false, Duration.ofSeconds(5));

	@AfterEach
	void close() {
		this.executor.shutdownNow();
		this.threads.close();
	}

	private Path file() {
		return this.folder.resolve("leader");
	}

	private StatusFile statusFile(LeaderElection shown) {
		StatusFile file = new StatusFile(file(), shown, MARGIN, this.executor, this.patienceMillis);
		this.engine.addSign("orders", file);
		shown.addListener(file);
		return file;
	}

	private void awaitFile(boolean exists) {
		await(() -> Files.exists(file()) == exists);
	}

	@Test
	void theFileContainsTheIdentityWhileLeadingAndIsTheOnlyOne() throws IOException {
		statusFile(this.election);
		assertThat(file()).doesNotExist();
		this.election.grant();
		awaitFile(true);
		assertThat(file()).hasContent("pod-a");
		try (var files = Files.list(this.folder)) {
			assertThat(files).as("no temporary file is left").containsExactly(file());
		}
	}

	@Test
	void theFileIsRemovedBeforeTheAuthorityEndsAndCreatedWithTheNextGrant() {
		statusFile(this.election);
		List<String> atTheEnd = new CopyOnWriteArrayList<>();
		this.engine.addSign("orders",
				() -> atTheEnd.add("file " + Files.exists(file()) + ", leading " + this.election.isLeader()));
		for (int i = 0; i < 20; i++) {
			this.election.grant();
			awaitFile(true);
			this.election.revoke();
			assertThat(file()).doesNotExist();
		}
		assertThat(atTheEnd).hasSize(20).containsOnly("file false, leading true");
	}

	@Test
	void aLateGrantCreatesNoFile() throws Exception {
		StatusFile file = new StatusFile(file(), this.election, MARGIN, this.executor);
		this.engine.addSign("orders", file);
		this.election.grant();
		long token = this.election.fencingToken().orElseThrow();
		file.hide();
		assertThat(this.election.isLeader()).isTrue();
		file.onGranted(this.election, token);
		settle();
		assertThat(file()).doesNotExist();
	}

	@Test
	void theFileIsRemovedAMarginBeforeTheEndUnlessRenewed() {
		LeaderElection unrenewed = Mockito.mock(LeaderElection.class);
		AtomicReference<Duration> left = new AtomicReference<>(MARGIN.plusMillis(100));
		BDDMockito.given(unrenewed.isLeader()).willReturn(true);
		BDDMockito.given(unrenewed.fencingToken()).willReturn(OptionalLong.of(7));
		BDDMockito.given(unrenewed.status()).will((call) -> status(RemainingTime.of(left.get())));
		StatusFile file = statusFile(unrenewed);
		file.onGranted(unrenewed, 7);
		awaitFile(true);
		left.set(MARGIN);
		awaitFile(false);
		left.set(Duration.ofSeconds(10));
		awaitFile(true);
	}

	@Test
	void theFileIsRemovedWhenAClockJumpEndsTheAuthority() {
		assertRemovedAfterAJump(RemainingTime.of(Duration.ofHours(1)));
	}

	@Test
	void theFileExistsUntilAnAuthorityForLifeEnds() {
		assertRemovedAfterAJump(RemainingTime.UNLIMITED);
	}

	private void assertRemovedAfterAJump(RemainingTime left) {
		LeaderElection jumped = Mockito.mock(LeaderElection.class);
		AtomicBoolean leads = new AtomicBoolean(true);
		BDDMockito.given(jumped.isLeader()).will((call) -> leads.get());
		BDDMockito.given(jumped.status()).will((call) -> status(left));
		statusFile(jumped).onGranted(jumped, 7);
		awaitFile(true);
		leads.set(false);
		awaitFile(false);
	}

	@Test
	void anInterruptedThreadWaitsForTheRemovalToo() {
		statusFile(this.election);
		this.election.grant();
		awaitFile(true);
		Thread.currentThread().interrupt();
		this.election.revoke();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(file()).doesNotExist();
	}

	private static LeaderElectionStatus status(RemainingTime left) {
		return LeaderElectionStatus.builder("orders", "pod-a", new LockCoordinates("leases", "orders", "default"))
			.leader("pod-a")
			.leading(true)
			.authorityRemaining(left)
			.fencingToken(7L)
			.build();
	}

	@Test
	void aFileFromAnEarlierRunIsRemoved() throws IOException {
		Files.writeString(file(), "pod-b");
		statusFile(this.election).clear();
		assertThat(file()).doesNotExist();
		statusFile(this.election).clear();
	}

	@Test
	void anyOtherFileIsNotChanged() throws IOException {
		Files.writeString(file(), "x".repeat(5000));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> statusFile(this.election).clear())
			.withMessageContaining("not a status file");
		assertThat(file()).hasSize(5000);
		Files.delete(file());
		Files.createDirectory(file());
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> statusFile(this.election).clear());
		assertThat(file()).isDirectory();
	}

	@Test
	void aBlockedFileSystemDelaysTheEndOfATermOnlyBriefly() throws Exception {
		this.patienceMillis = StatusFile.TIMEOUT_MILLIS;
		statusFile(this.election);
		this.election.grant();
		awaitFile(true);
		CountDownLatch hanging = new CountDownLatch(1);
		this.executor.execute(() -> {
			try {
				hanging.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.election.revoke();
		assertThat(this.election.isLeader()).isFalse();
		hanging.countDown();
		awaitFile(false);
	}

	@Test
	void aFailedWriteIsRetried() throws Exception {
		Path gone = this.folder.resolve("gone");
		StatusFile file = new StatusFile(gone.resolve("leader"), this.election, MARGIN, this.executor);
		this.engine.addSign("orders", file);
		this.election.addListener(file);
		this.election.grant();
		settle();
		Files.createDirectory(gone);
		await(() -> Files.exists(gone.resolve("leader")));
	}

	private void settle() throws Exception {
		this.executor.submit(() -> {
		}).get(5, TimeUnit.SECONDS);
	}

}
