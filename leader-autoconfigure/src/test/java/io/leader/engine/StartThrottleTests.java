package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockCoordinates;
import io.leader.lock.test.InMemoryElectionLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests that many elections start a few at a time. Time advances only in {@link #pass}.
 */
class StartThrottleTests {

	private static final int MANY = 180;

	private final ScheduledExecutorService engine = mock();

	private final List<Runnable> checks = new ArrayList<>();

	private final List<ManagedElection> started = new ArrayList<>();

	private final List<ManagedElection> elections = new ArrayList<>();

	private long now = Long.MAX_VALUE - 1000;

	private final ElectionRuntime runtime = new ElectionRuntime(new ElectionClock() {

		@Override
		public long nanoTime() {
			return StartThrottleTests.this.now;
		}

		@Override
		public long currentTimeMillis() {
			return 0;
		}

	}, this.engine, Runnable::run, Runnable::run, Runnable::run, () -> new SplittableRandom(1), (check) -> () -> {
	});

	private final StartThrottle throttle = new StartThrottle(this.runtime);

	@BeforeEach
	void prepare() {
		given(this.engine.schedule(any(Runnable.class), anyLong(), any(TimeUnit.class))).willAnswer((call) -> {
			this.checks.add(call.getArgument(0));
			return null;
		});
		for (int i = 0; i < MANY; i++) {
			ManagedElection election = mock();
			willAnswer((call) -> this.started.add(election)).given(election).start();
			this.elections.add(election);
		}
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
		List<Runnable> due = List.copyOf(this.checks);
		this.checks.clear();
		due.forEach(Runnable::run);
	}

	/**
	 * Lets some of the started elections finish starting, and advances the time to the
	 * next check.
	 * @return the number of elections that have been started
	 */
	private int startedAfterFinishing(int from, int to) {
		finish(from, to);
		pass(Duration.ofMillis(5));
		return this.started.size();
	}

	private void finish(int from, int to) {
		this.started.subList(from, to).forEach((election) -> given(election.hasStarted()).willReturn(true));
	}

	@Test
	void fewStartAtOnceAndWithoutATimer() {
		this.throttle.start(this.elections.subList(0, StartThrottle.MAX_STARTING));
		assertThat(this.started).isEqualTo(this.elections.subList(0, StartThrottle.MAX_STARTING));
		assertThat(this.checks).isEmpty();
	}

	@Test
	void anotherStartsForEachThatHasFinishedStarting() {
		this.throttle.start(this.elections);
		assertThat(this.started).hasSize(50);
		assertThat(startedAfterFinishing(0, 0)).isEqualTo(50);
		assertThat(startedAfterFinishing(10, 30)).isEqualTo(70);
		assertThat(startedAfterFinishing(0, 70)).isEqualTo(120);
		assertThat(startedAfterFinishing(0, 120)).isEqualTo(170);
		assertThat(startedAfterFinishing(0, 170)).isEqualTo(MANY);
		assertThat(this.started).isEqualTo(this.elections);
		assertThat(this.checks).isEmpty();
	}

	@Test
	void locksThatHangHoldUpOthersOnlyBriefly() {
		this.throttle.start(this.elections);
		pass(Duration.ofMillis(499));
		assertThat(this.started).hasSize(50);
		pass(Duration.ofMillis(1));
		assertThat(this.started).hasSize(100);
	}

	@Test
	void locksThatAreOnlySlowAreWaitedForLonger() {
		this.throttle.start(this.elections);
		for (int i = 1; i <= 4; i++) {
			finish(0, i);
			pass(Duration.ofMillis(499));
			assertThat(this.started).hasSize(50 + i);
		}
		pass(Duration.ofMillis(4));
		// Elections that started 2 s ago no longer count, but the four that followed do.
		assertThat(this.started).hasSize(100);
	}

	@Test
	void withdrawnElectionsDoNotStart() {
		this.throttle.start(this.elections);
		this.throttle.withdraw(this.elections.get(60));
		finish(0, 50);
		pass(Duration.ofMillis(5));
		assertThat(this.started).hasSize(100).doesNotContain(this.elections.get(60));
		this.throttle.withdrawAll();
		finish(0, 100);
		pass(Duration.ofMillis(5));
		assertThat(this.started).hasSize(100);
		assertThat(this.checks).isEmpty();
		this.throttle.start(this.elections.subList(100, 110));
		assertThat(this.started).hasSize(110);
	}

	@Test
	void anElectionIsNotQueuedTwice() {
		this.throttle.start(this.elections);
		this.throttle.start(this.elections.subList(50, MANY));
		for (int i = 0; i < 10; i++) {
			finish(0, this.started.size());
			pass(Duration.ofMillis(5));
		}
		assertThat(this.started).isEqualTo(this.elections);
	}

	@Test
	void oneThatCannotStartIsTriedAgainAfterTheOthers() {
		ManagedElection failing = this.elections.get(20);
		willThrow(new IllegalStateException("no memory")).willAnswer((call) -> this.started.add(failing))
			.given(failing)
			.start();
		assertThatIllegalStateException().isThrownBy(() -> this.throttle.start(this.elections));
		for (int i = 0; i < 10; i++) {
			finish(0, this.started.size());
			pass(Duration.ofMillis(500));
		}
		assertThat(this.started).hasSize(MANY).endsWith(failing).doesNotHaveDuplicates();
	}

	@Test
	void electionsThatAreRegisteredOneByOneCountTogether() {
		this.elections.forEach((election) -> this.throttle.start(List.of(election)));
		assertThat(this.started).hasSize(50);
	}

	/**
	 * Adds 60 elections to an engine, and starts it.
	 * @return a list of the tasks that the engine's thread has received, to which later
	 * tasks are added; each task starts or stops one election
	 */
	private List<Runnable> engineWithMany(ElectionEngine engine) {
		List<Runnable> inputs = new ArrayList<>();
		willAnswer((call) -> inputs.add(call.getArgument(0))).given(this.engine).execute(any());
		for (int i = 0; i < 60; i++) {
			engine.add(ElectionSettings.named("job" + i)
				.identity(() -> "me")
				.mark(() -> InstanceMark.ofThisStart(null))
				.build(), new InMemoryElectionLock(new LockCoordinates("memory", "job" + i, null)));
		}
		engine.start();
		assertThat(inputs).hasSize(50);
		return inputs;
	}

	@Test
	void anEngineStartsNoElectionThatWasRemoved() {
		ElectionEngine electionEngine = new ElectionEngine(this.runtime);
		List<Runnable> inputs = engineWithMany(electionEngine);
		electionEngine.remove("job55", () -> {
		});
		inputs.clear();
		pass(Duration.ofMillis(500));
		assertThat(inputs).hasSize(9);
	}

	@Test
	void aStoppedEngineStartsNoElection() {
		ElectionEngine electionEngine = new ElectionEngine(this.runtime);
		List<Runnable> inputs = engineWithMany(electionEngine);
		electionEngine.stop();
		inputs.clear();
		pass(Duration.ofMillis(500));
		assertThat(inputs).isEmpty();
		electionEngine.start();
		assertThat(inputs).hasSize(50);
	}

	@Test
	void electionsWithoutALockStartAtOnce() {
		ElectionEngine electionEngine = new ElectionEngine(this.runtime);
		engineWithMany(electionEngine);
		for (int i = 0; i < 60; i++) {
			electionEngine.addManual("manual" + i, "me", true, Duration.ofSeconds(5));
		}
		electionEngine.startAdded();
		for (int i = 0; i < 60; i++) {
			assertThat(electionEngine.find("manual" + i))
				.hasValueSatisfying((election) -> assertThat(election.isLeader()).isTrue());
		}
	}

	@Test
	void nothingStartsOnceTheEngineIsClosed() {
		given(this.engine.schedule(any(Runnable.class), anyLong(), any(TimeUnit.class)))
			.willThrow(new RejectedExecutionException());
		this.throttle.start(this.elections);
		assertThat(this.started).hasSize(50);
		this.throttle.start(List.of());
		assertThat(this.started).hasSize(50);
	}

}
