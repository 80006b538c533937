package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.engine.HookedLock.Hook;
import io.leader.lock.ElectionLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a candidate that stops and may start again (rule 13). A claim sent before a
 * stop does not begin a term, and a mark is not discarded while a term under that mark is
 * still draining.
 */
class RestartTests extends OneCandidateTest {

	private static final Duration SHORT = Duration.ofMillis(200);

	/** Timings with which nothing expires unless a test skips time. */
	private static final ElectionTimings LONG = new ElectionTimings(Duration.ofSeconds(60), Duration.ofSeconds(40),
			SHORT);

	/** Timings with which nothing expires or is retried unless a test skips time. */
	private static final ElectionTimings PATIENT = new ElectionTimings(LONG.leaseDuration(), LONG.renewDeadline(),
			Duration.ofSeconds(10));

	private final String podUid = "uid-" + UUID.randomUUID();

	private final List<InstanceMark> drawn = new CopyOnWriteArrayList<>();

	private final CountDownLatch claiming = new CountDownLatch(1);

	private final CountDownLatch response = new CountDownLatch(1);

	/** Delays the first claim until the test lets it complete. */
	private final Hook slowClaim = (record, write) -> {
		if (this.claiming.getCount() > 0) {
			this.claiming.countDown();
			waitFor(this.response);
		}
		return write.get();
	};

	private final HookedLock hooked = new HookedLock();

	private LeaderElection campaigner(ElectionLock used, ElectionTimings timings, Duration shutdownTimeout) {
		return campaigner(() -> "me", used, timings, shutdownTimeout);
	}

	private LeaderElection campaigner(Supplier<String> identity, ElectionLock used, ElectionTimings timings,
			Duration shutdownTimeout) {
		this.engine = new ElectionEngine(runtime());
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity(identity)
			.mark(this::drawMark)
			.timings(timings)
			.shutdownTimeout(shutdownTimeout)
			.build(), used);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		return election;
	}

	private InstanceMark drawMark() {
		InstanceMark mark = InstanceMark.ofThisStart(this.podUid);
		this.drawn.add(mark);
		return mark;
	}

	/**
	 * Starts another application in this JVM and Pod, with a separate engine, and waits
	 * until it has observed a leader.
	 */
	private LeaderElection neighbor(ElectionLock used) {
		ElectionEngine other = new ElectionEngine(runtime());
		LeaderElection election = other.add(ElectionSettings.named("orders")
			.identity("me")
			.mark(() -> InstanceMark.ofThisStart(this.podUid))
			.timings(LONG)
			.shutdownTimeout(SHORT)
			.build(), used);
		other.start();
		await(() -> election.status().leader() != null);
		return election;
	}

	/**
	 * Restarts the candidate while its first claim is in progress, and then lets the
	 * claim complete.
	 */
	private void startAgainDuringTheFirstClaim() throws Exception {
		this.claiming.await();
		this.engine.stop().get();
		int before = this.drawn.size();
		this.engine.start();
		await(() -> this.drawn.size() > before);
		this.response.countDown();
	}

	private String markInLock() {
		return this.hooked.read(Duration.ZERO).record().instance();
	}

	private String lastMark() {
		return this.drawn.get(this.drawn.size() - 1).toString();
	}

	/**
	 * Returns the number of live marks of this Pod. Each of them is stored as a system
	 * property.
	 */
	private long marksAlive() {
		return System.getProperties().values().stream().filter(this.podUid::equals).count();
	}

	@Test
	void aClaimOfAnEarlierStartBeginsNoTermUnderADiscardedMark() throws Exception {
		this.hooked.hook = this.slowClaim;
		LeaderElection election = campaigner(this.hooked, PATIENT, SHORT);
		startAgainDuringTheFirstClaim();
		await(election::isLeader);
		assertThat(markInLock()).isEqualTo(lastMark());
		assertThat(marksAlive()).isEqualTo(1);
	}

	/**
	 * If the late claim began a term under its discarded mark, the neighbor would take
	 * the record for one that it wrote itself before a restart, and would take over
	 * without the leader noticing.
	 */
	@Test
	void aLateResponseDoesNotMakeTwoLeadersWhileWatchesReportNothing() throws Exception {
		HookedLock blind = new HookedLock() {

			@Override
			public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
				return () -> {
				};
			}

		};
		blind.hook = this.slowClaim;
		LeaderElection election = campaigner(blind, PATIENT, SHORT);
		startAgainDuringTheFirstClaim();
		await(election::isLeader);
		LeaderElection neighbor = neighbor(blind);
		throughout(Duration.ofMillis(300), () -> election.isLeader() && !neighbor.isLeader());
	}

	@Test
	void aTermNeverBeginsUnderAnEarlierIdentity() throws Exception {
		this.hooked.hook = this.slowClaim;
		AtomicInteger names = new AtomicInteger();
		LeaderElection election = campaigner(() -> "me-" + names.incrementAndGet(), this.hooked, PATIENT, SHORT);
		startAgainDuringTheFirstClaim();
		await(election::isLeader);
		assertThat(this.hooked.read(Duration.ZERO).record().holder()).isEqualTo(election.identity());
	}

	/**
	 * A guarded call outlasts the shutdown timeout, but not the lease.
	 */
	@Test
	void aNewStartDoesNotDiscardTheMarkOfATermStillDraining() throws Exception {
		LeaderElection election = campaigner(this.hooked, LONG, SHORT);
		await(election::isLeader);
		GuardedCall call = election.enter();
		this.engine.stop().get();
		int before = this.drawn.size();
		this.engine.start();
		await(() -> this.drawn.size() > before);
		LeaderElection neighbor = neighbor(this.hooked);
		throughout(Duration.ofMillis(300), () -> !neighbor.isLeader());
		call.close();
		await(election::isLeader);
		assertThat(neighbor.isLeader()).isFalse();
	}

	@Test
	void aStartWhileThePreviousTermIsDrainingDrawsAnotherMark() throws Exception {
		LeaderElection election = campaigner(this.hooked, LONG, Duration.ofSeconds(30));
		// A revocation is published only if the grant was published.
		await(() -> election.isLeader() && this.events.contains("granted"));
		String former = markInLock();
		GuardedCall call = election.enter();
		CompletableFuture<Void> stopped = this.engine.stop();
		this.engine.start();
		await(() -> this.events.contains("revoked"));
		call.close();
		stopped.get(5, TimeUnit.SECONDS);
		await(election::isLeader);
		assertThat(markInLock()).isEqualTo(lastMark()).isNotEqualTo(former);
	}

	@Test
	void noMarkIsLeftIfTheThreadsAreClosedBeforeTheLastCallFinishes() throws Exception {
		LeaderElection election = campaigner(this.hooked, LONG, SHORT);
		await(election::isLeader);
		GuardedCall call = election.enter();
		this.engine.stop().get();
		assertThat(marksAlive()).isEqualTo(1);
		close();
		call.close();
		assertThat(marksAlive()).isZero();
	}

	/**
	 * The lease that the follower observed before it stopped has expired, but the holder
	 * has renewed the lock in the meantime.
	 */
	@Test
	void aRestartedFollowerReadsTheLockBeforeItClaims() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		HookedLock used = new HookedLock() {

			@Override
			public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
				LockWatch watch = super.watch(from, watcher, timeout);
				return () -> {
					watch.close();
					closed.countDown();
				};
			}

		};
		used.create(ElectionLockContract.record("other", 0, 60), Duration.ZERO);
		LeaderElection election = campaigner(used, PATIENT, SHORT);
		await(() -> "other".equals(election.status().leader()));
		this.engine.stop().get();
		closed.await();
		used.replace(used.read(Duration.ZERO), ElectionLockContract.record("other", 1, 60), Duration.ZERO);
		AtomicInteger claims = new AtomicInteger();
		used.hook = (record, write) -> {
			claims.incrementAndGet();
			return write.get();
		};
		CountDownLatch looking = new CountDownLatch(1);
		CountDownLatch seen = new CountDownLatch(1);
		used.beforeRead = () -> {
			looking.countDown();
			waitFor(seen);
		};
		skip(Duration.ofMinutes(2));
		looking.await();
		throughout(Duration.ofMillis(200), 1, () -> claims.get() == 0);
		seen.countDown();
		await(() -> election.status().transitions() == 1);
		throughout(Duration.ofMillis(200), () -> claims.get() == 0);
	}

	@Test
	void aLateResponseAfterAStopCausesNeitherAReadNorAWatch() throws Exception {
		AtomicInteger looks = new AtomicInteger();
		HookedLock used = new HookedLock() {

			@Override
			public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
				looks.incrementAndGet();
				return super.watch(from, watcher, timeout);
			}

		};
		used.beforeRead = looks::incrementAndGet;
		used.hook = (record, write) -> this.slowClaim.write(record, () -> {
			throw new LockException(Kind.FAILED, "503 (simulated by this test)", null);
		});
		LeaderElection election = campaigner(used, PATIENT, SHORT);
		this.claiming.await();
		// One read and one watch.
		await(() -> looks.get() == 2);
		this.engine.stop().get();
		this.response.countDown();
		await(() -> "503 (simulated by this test)".equals(election.status().problem()));
		throughout(Duration.ofMillis(200), () -> looks.get() == 2);
	}

}
