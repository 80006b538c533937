package io.leader.statusfile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.lock.LockCoordinates;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests that the status file does not outlive the authority even if the executor, the
 * election, or the log fails, and that a failed removal is retried.
 */
class StatusFileFailuresTests {

	/** An executor that can be made to fail as if no thread could be created. */
	private static final class Failing extends ScheduledThreadPoolExecutor {

		private volatile boolean executes = true;

		private volatile boolean schedules = true;

		Failing() {
			super(1);
		}

		@Override
		public void execute(Runnable task) {
			check(this.executes);
			super.execute(task);
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
			check(this.schedules || delay == 0);
			return super.schedule(task, delay, unit);
		}

		private static void check(boolean works) {
			if (!works) {
				throw new InternalError("unable to create native thread");
			}
		}

	}

	@TempDir
	private Path folder;

	private Path file;

	private final Failing executor = new Failing();

	private final LeaderElection election = mock();

	// The executor can use the mock at any time, and stubbing is not thread-safe, so the
	// mock is stubbed once, and its answers read these fields.

	private volatile Error statusFailure;

	private volatile Error authorityFailure;

	private volatile long token = 7;

	private final AtomicReference<Duration> left = new AtomicReference<>(Duration.ofHours(1));

	private StatusFile status;

	private Appender<ILoggingEvent> appender;

	@BeforeEach
	void open() {
		this.file = this.folder.resolve("leader");
		given(this.election.name()).willReturn("orders");
		given(this.election.isLeader()).willAnswer((call) -> {
			check(this.authorityFailure);
			return true;
		});
		given(this.election.fencingToken()).willAnswer((call) -> OptionalLong.of(this.token));
		given(this.election.status()).willAnswer((call) -> {
			check(this.statusFailure);
			return LeaderElectionStatus.builder("orders", "pod-a", new LockCoordinates("leases", "orders", "default"))
				.leader("pod-a")
				.leading(true)
				.authorityRemaining(RemainingTime.of(this.left.get()))
				.fencingToken(7L)
				.build();
		});
		this.status = new StatusFile(this.file, this.election, Duration.ofSeconds(1), this.executor, 10_000);
	}

	@AfterEach
	void close() {
		if (this.appender != null) {
			logger().detachAppender(this.appender);
			logger().setLevel(null);
		}
		this.executor.shutdownNow();
	}

	private static void check(Error failure) {
		if (failure != null) {
			throw failure;
		}
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(StatusFile.class.getPackageName());
	}

	private void failingLog() {
		this.appender = new UnsynchronizedAppenderBase<>() {

			@Override
			public void doAppend(ILoggingEvent event) {
				throw new InternalError("thrown by this test");
			}

			@Override
			protected void append(ILoggingEvent event) {
			}

		};
		this.appender.start();
		logger().setLevel(Level.DEBUG);
		logger().addAppender(this.appender);
	}

	private void awaitFile(boolean exists) {
		await(() -> Files.exists(this.file) == exists);
	}

	private void show() {
		this.status.onGranted(this.election, 7);
		awaitFile(true);
	}

	@Test
	void theEndOfATermRemovesTheFileEvenWithoutAThread() {
		show();
		this.executor.executes = false;
		this.status.hide();
		assertThat(this.file).doesNotExist();
		this.executor.executes = true;
		this.status.onGranted(this.election, 8);
		awaitFile(true);
	}

	@Test
	void aRevocationRemovesTheFileEvenWithoutAThread() {
		show();
		this.executor.executes = false;
		this.status.onRevoked(this.election);
		assertThat(this.file).doesNotExist();
	}

	@Test
	void aLateRevocationDoesNotHideTheNextTerm() {
		show();
		this.token = 8;
		this.status.onRevoked(this.election);
		assertThat(this.file).doesNotExist();
		this.status.onGranted(this.election, 8);
		awaitFile(true);
	}

	@Test
	void theFileIsRemovedIfTheExecutorIsShutDown() {
		show();
		this.executor.shutdown();
		this.status.hide();
		assertThat(this.file).doesNotExist();
	}

	@Test
	void noFileIsCreatedIfLooksCannotBeScheduled() throws Exception {
		this.executor.schedules = false;
		this.status.onGranted(this.election, 7);
		this.executor.submit(() -> {
		}).get(5, TimeUnit.SECONDS);
		assertThat(this.file).doesNotExist();
	}

	@Test
	void aLookThatCannotBeRepeatedRemovesTheFileUntilTheNextTerm() {
		show();
		this.executor.schedules = false;
		awaitFile(false);
		this.status.hide();
		this.executor.schedules = true;
		this.token = 8;
		this.status.onGranted(this.election, 8);
		awaitFile(true);
	}

	@Test
	void noFileExistsWhileTheElectionFails() {
		show();
		this.statusFailure = new InternalError("thrown by this test");
		awaitFile(false);
		this.authorityFailure = new InternalError("thrown by this test");
		this.status.hide();
		assertThat(this.file).doesNotExist();
	}

	@Test
	void aLogThatThrowsChangesNothing() {
		failingLog();
		show();
		this.left.set(Duration.ofSeconds(1));
		awaitFile(false);
		this.left.set(Duration.ofHours(1));
		awaitFile(true);
		long before = System.nanoTime();
		this.status.hide();
		assertThat(this.file).doesNotExist();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).as("does not wait until its patience runs out")
			.isLessThan(Duration.ofSeconds(9));
	}

	@Test
	void aFailedRemovalIsRetriedEvenIfTheLogThrows() throws Exception {
		failingLog();
		show();
		Files.delete(this.file);
		Path occupant = Files.createDirectories(this.file.resolve("occupant"));
		this.status.hide();
		assertThat(this.file).exists();
		Files.delete(occupant);
		awaitFile(false);
	}

}
