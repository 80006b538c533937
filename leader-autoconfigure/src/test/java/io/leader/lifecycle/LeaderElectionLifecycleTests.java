package io.leader.lifecycle;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;

import io.leader.engine.ElectionEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests that a stop invokes its callback once the elections have stopped, have failed to
 * stop, or have taken too long.
 */
class LeaderElectionLifecycleTests {

	private final ElectionEngine engine = mock();

	private final CompletableFuture<Void> engineStops = new CompletableFuture<>();

	private final CountDownLatch calledBack = new CountDownLatch(1);

	private final LeaderElectionLifecycle lifecycle = new LeaderElectionLifecycle(this.engine,
			mock(ApplicationContext.class), () -> Duration.ZERO, null, () -> {
			});

	LeaderElectionLifecycleTests() {
		given(this.engine.stop()).willReturn(this.engineStops);
	}

	private void awaitCallback() throws InterruptedException {
		assertThat(this.calledBack.await(10, TimeUnit.SECONDS)).as("callback was invoked").isTrue();
	}

	@Test
	void invokesTheCallbackWhenTheElectionsHaveStopped() throws Exception {
		this.lifecycle.stop(this.calledBack::countDown);
		assertThat(this.calledBack.getCount()).isOne();
		this.engineStops.complete(null);
		awaitCallback();
	}

	@Test
	void waitsWithoutALimitForATimeoutThatIsLongerThanAnyTime() throws Exception {
		LeaderElectionLifecycle patient = new LeaderElectionLifecycle(this.engine, mock(ApplicationContext.class),
				ChronoUnit.FOREVER::getDuration, null, () -> {
				});
		patient.stop(this.calledBack::countDown);
		assertThat(this.calledBack.await(100, TimeUnit.MILLISECONDS)).isFalse();
		this.engineStops.complete(null);
		awaitCallback();
	}

	@Test
	void invokesTheCallbackIfTheElectionsFailToStop() throws Exception {
		this.engineStops.completeExceptionally(new InternalError("unable to create native thread"));
		this.lifecycle.stop(this.calledBack::countDown);
		awaitCallback();
	}

	@Test
	void invokesTheCallbackIfTheEngineThrows() throws Exception {
		given(this.engine.stop()).willThrow(new InternalError("unable to create native thread"));
		this.lifecycle.stop(this.calledBack::countDown);
		awaitCallback();
	}

	@Test
	void invokesTheCallbackBeforeALogThatThrows() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger(LeaderElectionLifecycle.class);
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
		try {
			this.lifecycle.stop(this.calledBack::countDown);
			awaitCallback();
			this.lifecycle.stop();
		}
		finally {
			logger.detachAppender(failing);
		}
	}

	@Test
	void doesNotWaitForATimerThatTheJvmShares() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		CountDownLatch blocked = new CountDownLatch(1);
		CompletableFuture<Void> timer = new CompletableFuture<>();
		timer.whenComplete((done, failure) -> {
			blocked.countDown();
			try {
				open.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		timer.orTimeout(1, TimeUnit.MILLISECONDS);
		blocked.await();
		try {
			this.lifecycle.stop(this.calledBack::countDown);
			awaitCallback();
		}
		finally {
			open.countDown();
		}
	}

}
