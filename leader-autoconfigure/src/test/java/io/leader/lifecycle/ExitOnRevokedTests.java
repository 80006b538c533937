package io.leader.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.engine.ElectionTimings;
import io.leader.engine.GuardedTerm;
import io.leader.engine.GuardedThread;
import io.leader.engine.TermPreparation;
import io.leader.lock.LockRecord;
import io.leader.lock.local.LocalLock;

import static io.leader.support.Await.await;
import static io.leader.support.Await.throughout;
import static org.assertj.core.api.Assertions.assertThat;

class ExitOnRevokedTests {

	private final ElectionThreads threads = new ElectionThreads();

	/**
	 * How long the simulated machine has been asleep, in milliseconds. Only the wall
	 * clock advances during that time.
	 */
	private final AtomicLong skipped = new AtomicLong();

	private final ElectionEngine engine = new ElectionEngine(this.threads.runtime(new ElectionClock() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public long currentTimeMillis() {
			return System.currentTimeMillis() + ExitOnRevokedTests.this.skipped.get();
		}

	}));

	private LocalLock lock;

	private LeaderElection election;

	@BeforeEach
	void open(@TempDir Path folder) {
		this.lock = new LocalLock(folder, "orders");
		this.election = this.engine.add(
				ElectionSettings.named("orders").identity("me").shutdownTimeout(Duration.ofMinutes(1)).build(),
				this.lock);
	}

	private final CompletableFuture<Void> stop = new CompletableFuture<>();

	private final List<String> ends = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() throws Exception {
		this.stop.complete(null);
		this.engine.stop().get(10, TimeUnit.SECONDS);
		this.threads.close();
		this.lock.close();
	}

	private void exitOnRevoked(Duration longest) {
		this.election.addListener(new ExitOnRevoked(() -> this.stop, longest, new ProcessEnd() {

			@Override
			public void exit(int code) {
				ExitOnRevokedTests.this.ends.add("exit " + code);
			}

			@Override
			public void halt(int code) {
				ExitOnRevokedTests.this.ends.add("halt " + code);
			}

		}));
	}

	private void listen(Duration longest) {
		exitOnRevoked(longest);
		CountDownLatch notified = new CountDownLatch(1);
		this.election.addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection granted, long fencingToken) {
				notified.countDown();
			}

		});
		this.engine.start();
		await(() -> notified.getCount() == 0);
	}

	private boolean isReleased() {
		LockRecord record = this.lock.read(Duration.ofSeconds(1)).record();
		return record == null || record.isFree();
	}

	@Test
	void otherListenersAreNotInItsGuardedCall() throws Exception {
		TermPreparation none = new TermPreparation() {

			@Override
			public void prepare(String name, long fencingToken) {
			}

			@Override
			public Duration timeout() {
				return Duration.ofMinutes(1);
			}

		};
		ElectionEngine prepared = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		this.election = prepared.add(ElectionSettings.named("orders").identity("me").preparation(none).build(),
				this.lock);
		exitOnRevoked(Duration.ofSeconds(5));
		CompletableFuture<Set<GuardedTerm>> terms = new CompletableFuture<>();
		this.election.addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection granted, long fencingToken) {
				Object transaction = new Object();
				GuardedThread.note(transaction);
				terms.complete(Set.copyOf(GuardedThread.terms(transaction)));
				GuardedThread.forget(transaction);
			}

		});
		prepared.start();
		assertThat(terms.get(10, TimeUnit.SECONDS)).isEmpty();
		this.stop.complete(null);
		prepared.stop().get(10, TimeUnit.SECONDS);
	}

	@Test
	void exitsAndReleasesTheLockWhenTheApplicationHasStopped() throws Exception {
		listen(Duration.ofHours(1));
		assertThat(this.election.yieldLeadership()).isTrue();
		await(() -> this.ends.equals(List.of("exit 75")));
		throughout(Duration.ofMillis(100), () -> !isReleased());
		this.stop.complete(null);
		await(this::isReleased);
		assertThat(this.ends).containsExactly("exit 75");
	}

	@Test
	void haltsIfTheExitTakesTooLong() {
		listen(Duration.ofMillis(50));
		this.election.yieldLeadership();
		await(() -> this.ends.containsAll(List.of("exit 75", "halt 75")));
		assertThat(isReleased()).isFalse();
		this.stop.complete(null);
	}

	@Test
	void isNotDelayedByAListener() {
		CountDownLatch open = new CountDownLatch(1);
		listen(Duration.ofMillis(50));
		this.election.addListener(new LeaderElectionListener() {

			@Override
			public void onRevoked(LeaderElection revoked) {
				try {
					open.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		});
		this.election.yieldLeadership();
		await(() -> this.ends.containsAll(List.of("exit 75", "halt 75")));
		open.countDown();
		this.stop.complete(null);
	}

	@Test
	void haltsImmediatelyIfTheProcessWasFrozenUntilTheLeaseExpired() {
		listen(Duration.ofHours(1));
		this.skipped.set(ElectionTimings.DEFAULTS.leaseDuration().toMillis());
		await(Duration.ofSeconds(20), () -> this.ends.contains("halt 75"));
		this.stop.complete(null);
	}

	@Test
	void doesNotExitIfTheTermEndsBecauseTheApplicationStops() throws Exception {
		listen(Duration.ZERO);
		this.stop.complete(null);
		this.engine.stop().get(10, TimeUnit.SECONDS);
		assertThat(isReleased()).isTrue();
		assertThat(this.ends).isEmpty();
	}

	/**
	 * The JVM uses a single thread for the delays of all completable futures, and
	 * dependent stages run on that thread. A stage of the application that blocks must
	 * not delay the exit.
	 */
	@Test
	void isNotDelayedByABlockingStageOfTheApplication() throws Exception {
		CountDownLatch blocking = new CountDownLatch(1);
		CountDownLatch open = new CountDownLatch(1);
		CompletableFuture<Void> late = new CompletableFuture<>();
		CompletableFuture<Void> stage = late.whenComplete((done, failure) -> {
			blocking.countDown();
			awaitUnchecked(open);
		});
		late.orTimeout(1, TimeUnit.MILLISECONDS);
		try {
			assertThat(blocking.await(10, TimeUnit.SECONDS)).isTrue();
			listen(Duration.ofMillis(50));
			this.election.yieldLeadership();
			await(() -> this.ends.containsAll(List.of("exit 75", "halt 75")));
			assertThat(stage).isNotDone();
		}
		finally {
			open.countDown();
		}
	}

	private static void awaitUnchecked(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
