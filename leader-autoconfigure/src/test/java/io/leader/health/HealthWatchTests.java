package io.leader.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.election.LeaderElection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;

/**
 * Tests {@link HealthWatch} with a simulated clock that advances by one period per check.
 */
@ExtendWith(OutputCaptureExtension.class)
class HealthWatchTests {

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private final LeaderElection election = Mockito.mock(LeaderElection.class);

	private final Deque<Runnable> pending = new ArrayDeque<>();

	private boolean healthy = true;

	private boolean hanging;

	private long now;

	private HealthWatch watch(Duration grace, Executor checks) {
		BDDMockito.given(this.election.name()).willReturn("orders");
		return new HealthWatch(this.election, "db", () -> {
			if (!this.healthy) {
				throw new IllegalStateException("the check of this test fails");
			}
			return true;
		}, grace, PERIOD, () -> this.now, checks);
	}

	private void check(HealthWatch watch, int times) {
		for (int i = 0; i < times; i++) {
			watch.check();
			while (!this.hanging && !this.pending.isEmpty()) {
				this.pending.remove().run();
			}
			this.now += PERIOD.toNanos();
		}
	}

	private int yields() {
		return Mockito.mockingDetails(this.election)
			.getInvocations()
			.stream()
			.filter((call) -> call.getMethod().getName().equals("yieldLeadership"))
			.toList()
			.size();
	}

	private void leads(boolean leading) {
		BDDMockito.given(this.election.isLeader()).willReturn(leading);
		BDDMockito.given(this.election.yieldLeadership(any())).willReturn(leading);
	}

	@Test
	void anUnhealthyLeaderYieldsAfterTheGracePeriodAndStaysOutUntilItIsHealthy(CapturedOutput output) {
		HealthWatch watch = watch(Duration.ofSeconds(3), this.pending::add);
		leads(true);
		check(watch, 10);
		assertThat(yields()).isZero();
		this.healthy = false;
		check(watch, 2);
		this.healthy = true;
		check(watch, 2);
		assertThat(yields()).as("unhealthy for less than the grace period").isZero();
		this.healthy = false;
		check(watch, 3);
		assertThat(yields()).isZero();
		check(watch, 1);
		assertThat(yields()).isOne();
		Mockito.verify(this.election).yieldLeadership(PERIOD.multipliedBy(3));
		assertThat(output).contains("'orders'", "unhealthy (db) and yields");
		leads(false);
		check(watch, 5);
		assertThat(yields()).as("once per check").isEqualTo(6);
		this.healthy = true;
		check(watch, 2);
		int before = yields();
		check(watch, 5);
		assertThat(yields()).isEqualTo(before);
		assertThat(output).contains("healthy again (db)");
	}

	@Test
	void anUnhealthyFollowerIsNotACandidate() {
		HealthWatch watch = watch(Duration.ofHours(1), this.pending::add);
		leads(false);
		this.healthy = false;
		check(watch, 2);
		assertThat(yields()).isOne();
	}

	@Test
	void aBlockedCheckCountsAsUnhealthy() {
		HealthWatch watch = watch(Duration.ofSeconds(3), this.pending::add);
		leads(true);
		check(watch, 3);
		this.hanging = true;
		check(watch, 3);
		assertThat(yields()).isZero();
		check(watch, 4);
		assertThat(yields()).isPositive();
		assertThat(this.pending).as("one check at a time").hasSize(1);
		this.hanging = false;
		check(watch, 3);
		int before = yields();
		check(watch, 3);
		assertThat(yields()).isEqualTo(before);
	}

	@Test
	void aSlowCheckHasNoEffect() {
		HealthWatch watch = watch(Duration.ZERO, this.pending::add);
		for (boolean leading : new boolean[] { true, false }) {
			leads(leading);
			for (int i = 0; i < 10; i++) {
				this.hanging = true;
				check(watch, 3);
				this.hanging = false;
				check(watch, 1);
			}
		}
		assertThat(yields()).isZero();
	}

	@Test
	void aCheckWithoutAThreadCountsAsUnhealthy() {
		HealthWatch watch = watch(Duration.ZERO, (task) -> {
			throw new RejectedExecutionException("no thread in this test");
		});
		leads(true);
		check(watch, 2);
		assertThat(yields()).isOne();
	}

	@Test
	void aTemporaryLackOfThreadsIsAResultToo() {
		AtomicInteger attempts = new AtomicInteger();
		HealthWatch watch = watch(Duration.ZERO, (task) -> {
			if (attempts.incrementAndGet() == 1) {
				throw new InternalError("unable to create native thread");
			}
			task.run();
		});
		leads(true);
		check(watch, 2);
		assertThat(yields()).as("counts as unhealthy").isOne();
		check(watch, 3);
		assertThat(yields()).as("healthy as soon as threads are available").isOne();
	}

	@Test
	void aLogThatThrowsLosesNoResult() {
		Logger logger = (Logger) LoggerFactory.getLogger(HealthWatch.class);
		UnsynchronizedAppenderBase<ILoggingEvent> failing = new UnsynchronizedAppenderBase<>() {

			@Override
			public void doAppend(ILoggingEvent event) {
				throw new InternalError("thrown by this test");
			}

			@Override
			protected void append(ILoggingEvent event) {
			}

		};
		failing.start();
		logger.addAppender(failing);
		logger.setLevel(Level.DEBUG);
		try {
			HealthWatch watch = watch(Duration.ZERO, this.pending::add);
			leads(true);
			this.healthy = false;
			check(watch, 2);
			assertThat(yields()).as("a failed check is a result").isOne();
			this.healthy = true;
			check(watch, 2);
			int before = yields();
			check(watch, 3);
			assertThat(yields()).isEqualTo(before);
		}
		finally {
			logger.detachAppender(failing);
			logger.setLevel(null);
		}
	}

}
