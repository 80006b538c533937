package io.leader.statusfile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.leader.election.LeaderElection;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.engine.ElectionTimings;
import io.leader.lock.DelegatingElectionLock;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.local.LocalLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the status file of a real election, while a thread continuously checks that the
 * file does not exist without authority.
 */
class StatusFileOfElectionTests {

	/** A lock whose writes can be made to fail. */
	private static final class Refusing extends DelegatingElectionLock {

		private volatile boolean refuses;

		Refusing(LocalLock lock) {
			super(lock);
		}

		private void check() {
			if (this.refuses) {
				throw new LockException(LockException.Kind.FAILED, "refused", null);
			}
		}

		@Override
		public LockSnapshot create(LockRecord record, Duration timeout) {
			check();
			return super.create(record, timeout);
		}

		@Override
		public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
			check();
			return super.replace(expected, record, timeout);
		}

	}

	@TempDir
	private Path folder;

	private final ElectionThreads threads = new ElectionThreads();

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final AtomicLong sights = new AtomicLong();

	private final AtomicLong violations = new AtomicLong();

	private ElectionEngine engine;

	private LeaderElection election;

	private Refusing lock;

	private Path file;

	private volatile boolean over;

	private Thread observer;

	@BeforeEach
	void open() throws Exception {
		this.file = Files.createDirectory(this.folder.resolve("status")).resolve("leader");
		this.lock = new Refusing(new LocalLock(this.folder, "orders"));
		this.engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		this.election = this.engine.add(ElectionSettings.named("orders")
			.identity("pod-a")
			.timings(new ElectionTimings(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(200)))
			.shutdownTimeout(Duration.ofSeconds(5))
			.build(), this.lock);
		StatusFile status = new StatusFile(this.file, this.election, Duration.ofMillis(300), this.executor, 10_000);
		this.engine.addSign("orders", status);
		this.election.addListener(status);
		this.observer = new Thread(this::observe, "observer");
		this.observer.start();
		this.engine.start();
		awaitFile(true);
	}

	/**
	 * Counts how many times the file is found, and how many times this is a violation:
	 * the process was a follower before and after the check, and was not granted
	 * leadership during the check.
	 */
	private void observe() {
		while (!this.over) {
			long grants = this.election.statistics().grants();
			boolean leading = this.election.isLeader();
			if (Files.exists(this.file)) {
				this.sights.incrementAndGet();
				if (!leading && !this.election.isLeader() && this.election.statistics().grants() == grants) {
					this.violations.incrementAndGet();
				}
			}
			LockSupport.parkNanos(100_000);
		}
	}

	@AfterEach
	void close() throws Exception {
		this.over = true;
		this.observer.join();
		this.engine.stop().get(10, TimeUnit.SECONDS);
		this.executor.shutdownNow();
		this.threads.close();
		this.lock.close();
		assertThat(this.sights).hasPositiveValue();
		assertThat(this.violations).as("times the file was seen without authority").hasValue(0);
	}

	private void awaitFile(boolean exists) {
		await(() -> Files.exists(this.file) == exists);
	}

	@Test
	void whenNoRenewalSucceeds() {
		this.lock.refuses = true;
		awaitFile(false);
		await(() -> !this.election.isLeader());
		this.lock.refuses = false;
		awaitFile(true);
	}

	@Test
	void whenItYieldsRepeatedly() {
		for (int i = 0; i < 5; i++) {
			assertThat(this.election.yieldLeadership()).isTrue();
			assertThat(this.file).doesNotExist();
			awaitFile(true);
		}
	}

	@Test
	void whenItStops() throws Exception {
		this.engine.stop().get(10, TimeUnit.SECONDS);
		assertThat(this.file).doesNotExist();
	}

}
