package io.leader.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.RemainingTime;
import io.leader.engine.ElectionClock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ExitStandbyTests {

	private final LeaderElection election = mock();

	private final AtomicBoolean leads = new AtomicBoolean(true);

	private final List<String> ends = new CopyOnWriteArrayList<>();

	private final List<Thread> made = new CopyOnWriteArrayList<>();

	/** The number of threads that can still be created. */
	private final AtomicInteger creatable = new AtomicInteger(Integer.MAX_VALUE);

	/**
	 * How long the simulated machine has been asleep, in milliseconds. Only the wall
	 * clock advances during that time.
	 */
	private final AtomicLong slept = new AtomicLong();

	private final ProcessEnd process = new ProcessEnd() {

		@Override
		public void exit(int code) {
			ExitStandbyTests.this.ends.add("exit");
		}

		@Override
		public void halt(int code) {
			ExitStandbyTests.this.ends.add("halt");
		}

	};

	private final ElectionClock clock = new ElectionClock() {

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public long currentTimeMillis() {
			return ExitStandbyTests.this.slept.get();
		}

	};

	private final ExitStandby standby = new ExitStandby(this.election, Duration.ofHours(1), this.process, this.clock,
			this::create);

	private Appender<ILoggingEvent> appender;

	ExitStandbyTests() {
		given(this.election.isLeader()).willAnswer((call) -> this.leads.get());
		given(this.election.leaseRemaining()).willReturn(RemainingTime.of(Duration.ofSeconds(5)));
	}

	private Thread create(Runnable task) {
		if (this.creatable.getAndDecrement() <= 0) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		Thread thread = new Thread(task);
		this.made.add(thread);
		return thread;
	}

	@AfterEach
	void awaitEndOfThreads() {
		if (this.appender != null) {
			logger().detachAppender(this.appender);
		}
		this.standby.dismiss();
		this.slept.set(Duration.ofHours(2).toMillis());
		await(() -> this.made.stream().noneMatch(Thread::isAlive));
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(ExitStandby.class);
	}

	private void append(Runnable appending) {
		this.appender = new UnsynchronizedAppenderBase<>() {

			@Override
			protected void append(ILoggingEvent event) {
				appending.run();
			}

			@Override
			public void doAppend(ILoggingEvent event) {
				appending.run();
			}

		};
		this.appender.start();
		logger().addAppender(this.appender);
	}

	private void awaitEnds(String... expected) {
		await(() -> List.copyOf(this.ends).containsAll(List.of(expected)));
	}

	@Test
	void needsNoNewThreadWhenTheTermIsOver() {
		assertThat(this.standby.prepare()).isTrue();
		this.creatable.set(0);
		this.standby.end();
		awaitEnds("exit");
		assertThat(this.ends).doesNotContain("halt");
		this.slept.set(6000);
		awaitEnds("exit", "halt");
		assertThat(this.made).hasSize(3)
			.allMatch(Thread::isDaemon)
			.allMatch((one) -> one.getName().startsWith("leader-"));
	}

	@Test
	void threadsThatCouldNotBeCreatedAtTheGrantAreCreatedAtTheEnd() {
		this.creatable.set(2);
		assertThat(this.standby.prepare()).isFalse();
		this.creatable.set(3);
		this.standby.end();
		awaitEnds("exit");
		assertThat(this.ends).containsExactly("exit");
	}

	@Test
	void haltsImmediatelyWithoutAnyThread() {
		this.creatable.set(0);
		assertThat(this.standby.prepare()).isFalse();
		this.standby.end();
		assertThat(this.ends).containsExactly("halt");
	}

	@Test
	void detectsAnEndWithoutNotification() {
		this.standby.prepare();
		this.leads.set(false);
		awaitEnds("exit");
	}

	@Test
	void haltsIfTheMachineWakesUpAfterTheLease() {
		this.standby.prepare();
		this.standby.end();
		awaitEnds("exit");
		this.slept.set(5001);
		awaitEnds("halt");
	}

	@Test
	void isNotDelayedByALogThatThrows() {
		append(() -> {
			throw new IllegalStateException("a full disk");
		});
		this.standby.prepare();
		this.standby.end();
		this.slept.set(6000);
		awaitEnds("exit", "halt");
	}

	@Test
	void isNotDelayedByALogThatBlocks() {
		CountDownLatch open = new CountDownLatch(1);
		append(() -> {
			try {
				open.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.standby.prepare();
		this.standby.end();
		this.slept.set(6000);
		awaitEnds("exit", "halt");
		open.countDown();
	}

	@Test
	void leavesNoThreadIfTheApplicationStopsByItself() {
		this.standby.prepare();
		this.standby.dismiss();
		this.standby.end();
		await(() -> this.made.stream().noneMatch(Thread::isAlive));
		assertThat(this.ends).isEmpty();
	}

}
