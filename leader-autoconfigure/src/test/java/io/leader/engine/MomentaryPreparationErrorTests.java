package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for an error, such as running out of memory, that occurs while a term waits for
 * its preparation or a guarded call begins (rule 10).
 */
class MomentaryPreparationErrorTests extends MomentaryErrorTest {

	private final CountDownLatch returns = new CountDownLatch(1);

	private final AtomicInteger calls = new AtomicInteger();

	/**
	 * Whether a reading of the monotonic clock fails, provided that an error is still to
	 * be thrown.
	 */
	private volatile BooleanSupplier moment = () -> false;

	private final ElectionClock failingClock = new ElectionClock() {

		@Override
		public long nanoTime() {
			if (MomentaryPreparationErrorTests.this.moment.getAsBoolean()) {
				fail();
			}
			return MomentaryPreparationErrorTests.this.movableClock.nanoTime();
		}

		@Override
		public long currentTimeMillis() {
			return MomentaryPreparationErrorTests.this.movableClock.currentTimeMillis();
		}

	};

	/** The body of a preparation. */
	private interface Body {

		void run(int call) throws Exception;

	}

	@BeforeEach
	void createEngine() {
		this.engine = new ElectionEngine(this.threads.runtime(this.failingClock));
	}

	@AfterEach
	void letThemReturn() {
		this.returns.countDown();
	}

	private ElectionSettings settings(Duration timeout, Body body) {
		return ElectionSettings.named("orders")
			.identity("me")
			.mark(InstanceMark.ofThisStart(null))
			.timings(LONG)
			.preparation(new TermPreparation() {

				@Override
				public void prepare(String name, long fencingToken) throws Exception {
					body.run(MomentaryPreparationErrorTests.this.calls.incrementAndGet());
				}

				@Override
				public Duration timeout() {
					return timeout;
				}

			})
			.build();
	}

	private LeaderElection started(LeaderElection election) {
		election.addListener(blockingOn(open(), open()));
		this.engine.start();
		return election;
	}

	@Test
	void anErrorAsAPreparedTermBeginsLosesNoGrant() {
		this.errors.set(1);
		this.moment = () -> callers().contains(TermOpening.class) && callers().contains(SharedAuthority.class);
		LeaderElection election = started(this.engine.add(settings(LONG.leaseDuration(), (call) -> {
		}), this.lock));
		await(() -> this.events.contains("granted"));
		assertThat(this.errors).hasValue(0);
		assertThat(election.isLeader()).isTrue();
	}

	@Test
	void anErrorAsAFailedPreparationIsProcessedDoesNotEndTheRetries() {
		this.errors.set(1);
		started(this.engine.add(settings(LONG.leaseDuration(), (call) -> {
			if (call == 1) {
				throw new IllegalStateException() {

					@Override
					public String getMessage() {
						fail();
						return "This failure is simulated.";
					}

				};
			}
		}), this.lock));
		await(() -> this.events.contains("granted"));
		assertThat(this.errors).hasValue(0);
	}

	@Test
	void anErrorAsAWaitingTermIsCheckedDoesNotEndTheChecks() {
		started(this.engine.add(settings(Duration.ofMillis(500), (call) -> {
			if (call == 1) {
				this.moment = () -> callers().contains(TermOpening.class);
				this.errors.set(1);
			}
			waitFor(this.returns);
		}), this.lock));
		await(this.lock::isReleased);
		assertThat(this.errors).hasValue(0);
	}

	@Test
	void anErrorAsAGuardedCallBeginsLeavesNoCallOpen() {
		LeaderElection election = started(this.engine.add(settings(LONG.leaseDuration(), (call) -> {
		}), this.lock));
		await(() -> this.events.contains("granted"));
		enterFailingly(election, 1);
		election.yieldLeadership();
		await(this.lock::isReleased);
	}

	@Test
	void anErrorAsAGuardedCallBeginsOnTheSecondLockLeavesNoCallOpen() {
		InMemoryLock former = new InMemoryLock();
		LeaderElection election = started(this.engine.addMigrating(settings(LONG.leaseDuration(), (call) -> {
		}), former, this.lock));
		await(() -> this.events.contains("granted"));
		enterFailingly(election, 2);
		election.yieldLeadership();
		await(former::isReleased);
	}

	@SuppressWarnings("MustBeClosedChecker")
	private void enterFailingly(LeaderElection election, int reading) {
		Thread test = Thread.currentThread();
		AtomicInteger readings = new AtomicInteger();
		this.errors.set(1);
		this.moment = () -> Thread.currentThread() == test && readings.incrementAndGet() == reading;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(election::enter);
		this.moment = () -> false;
	}

}
