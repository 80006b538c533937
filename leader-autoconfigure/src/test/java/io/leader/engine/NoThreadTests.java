package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.lock.test.ElectionLockContract;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Tests that neither a temporary lack of threads nor a failing log appender ends an
 * election or causes a revocation to be lost (rule 10).
 */
class NoThreadTests extends OneCandidateTest {

	private final AtomicBoolean noThreads = new AtomicBoolean();

	private final HookedLock hooked = new HookedLock();

	private ElectionRuntime runtime(boolean io, boolean listeners, boolean log) {
		ElectionRuntime real = this.threads.runtime(ElectionClock.system());
		return new ElectionRuntime(real.clock(), real.engine(), io ? failing(real.io()) : real.io(),
				listeners ? failing(real.listeners()) : real.listeners(), log ? failing(real.log()) : real.log(),
				real.random(), real.clockWatch());
	}

	private Executor failing(Executor executor) {
		return (task) -> {
			if (this.noThreads.get()) {
				throw new OutOfMemoryError("unable to create native thread (simulated by this test)");
			}
			executor.execute(task);
		};
	}

	private LeaderElection elect(ElectionRuntime runtime) {
		this.engine = new ElectionEngine(runtime);
		LeaderElection election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.timings(TIMINGS)
			.shutdownTimeout(Duration.ofSeconds(2))
			.build(), this.hooked);
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		await(election::isLeader);
		await(() -> this.events.contains("granted"));
		return election;
	}

	private void assertRevokedAndLeadsAgain(LeaderElection election) {
		await(() -> this.events.contains("revoked"));
		await(election::isLeader);
		await(() -> this.events.size() == 3);
		assertThat(this.events).containsExactly("granted", "revoked", "granted");
		assertThat(election.runIfLeader(() -> {
		})).isTrue();
	}

	@Test
	void aRevocationIsDeliveredOnceAThreadIsAvailable() {
		LeaderElection election = elect(runtime(false, true, false));
		this.noThreads.set(true);
		this.hooked.moveTo(ElectionLockContract.record("other", 1, 1));
		await(() -> !election.isLeader());
		this.noThreads.set(false);
		assertRevokedAndLeadsAgain(election);
	}

	@Test
	void aGuardedCallIsInterruptedOnceAThreadIsAvailable() {
		LeaderElection election = elect(runtime(false, true, false));
		GuardedCall call = election.enter();
		assertThat(call).isNotNull();
		AtomicBoolean revoked = new AtomicBoolean();
		call.onRevoked(() -> {
			revoked.set(true);
			call.close();
		});
		this.noThreads.set(true);
		election.yieldLeadership();
		this.noThreads.set(false);
		await(revoked::get);
		assertRevokedAndLeadsAgain(election);
	}

	@Test
	void noThreadForManyGuardedCallsDelaysOnlyTheirNotification() {
		List<Runnable> retries = new ArrayList<>();
		GuardedCalls term = new GuardedCalls(1, 1, () -> {
		}, failing(Runnable::run), new ElectionCounters()).open();
		AtomicInteger revoked = new AtomicInteger();
		for (int i = 0; i < 64; i++) {
			term.enter().onRevoked(revoked::incrementAndGet);
		}
		this.noThreads.set(true);
		assertTimeoutPreemptively(Duration.ofSeconds(10), () -> term.end(retries::add));
		assertThat(retries).as("one retry for all calls").hasSize(1);
		this.noThreads.set(false);
		retries.get(0).run();
		assertThat(revoked).hasValue(64);
		assertThat(retries).hasSize(1);
	}

	@Test
	void anActionThatIsRegisteredAfterTheTermRunsOnceAThreadIsAvailable() {
		List<Runnable> retries = new ArrayList<>();
		GuardedCalls term = new GuardedCalls(1, 1, () -> {
		}, failing(Runnable::run), new ElectionCounters()).open();
		GuardedCall call = term.enter();
		term.end(retries::add);
		AtomicInteger ran = new AtomicInteger();
		this.noThreads.set(true);
		call.onRevoked(ran::incrementAndGet);
		assertThat(retries).hasSize(1);
		retries.remove(0).run();
		assertThat(retries).as("another retry, since no thread is available yet").hasSize(1);
		this.noThreads.set(false);
		retries.remove(0).run();
		assertThat(ran).hasValue(1);
		assertThat(retries).isEmpty();
	}

	@Test
	void theLogMayHaveNoThread() {
		LeaderElection election = elect(runtime(false, false, true));
		this.noThreads.set(true);
		this.hooked.moveTo(ElectionLockContract.record("other", 1, 1));
		assertRevokedAndLeadsAgain(election);
	}

	@Test
	void callsMayHaveNoThreadForLongerThanTheAuthorityLasts() {
		LeaderElection election = elect(runtime(true, false, false));
		this.noThreads.set(true);
		await(() -> this.events.contains("revoked"));
		assertThat(election.status().problem()).contains("no thread was available");
		this.noThreads.set(false);
		assertRevokedAndLeadsAgain(election);
	}

	@Test
	void theLogMayThrow() {
		Logger logger = (Logger) LoggerFactory.getLogger(LeaderElection.class);
		AppenderBase<ILoggingEvent> broken = new AppenderBase<>() {

			@Override
			public void doAppend(ILoggingEvent event) {
				throw new OutOfMemoryError("an appender of this test that fails on purpose");
			}

			@Override
			protected void append(ILoggingEvent event) {
				throw new UnsupportedOperationException();
			}

		};
		broken.start();
		LeaderElection election = elect(runtime(false, false, false));
		logger.addAppender(broken);
		try {
			this.hooked.moveTo(ElectionLockContract.record("other", 1, 1));
			assertRevokedAndLeadsAgain(election);
		}
		finally {
			logger.detachAppender(broken);
		}
	}

}
