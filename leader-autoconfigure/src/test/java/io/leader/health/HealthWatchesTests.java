package io.leader.health;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class HealthWatchesTests {

	private final HealthWatches watches = new HealthWatches();

	private final CountDownLatch failed = new CountDownLatch(2);

	private final CountDownLatch checked = new CountDownLatch(2);

	@AfterEach
	void close() {
		this.watches.close();
	}

	private HealthWatch watch(CountDownLatch checks, boolean fails) {
		return new HealthWatch(mock(LeaderElection.class), "db", () -> true, Duration.ofHours(1), HealthWatches.PERIOD,
				() -> {
					checks.countDown();
					if (fails) {
						throw new InternalError("thrown by this test");
					}
					return 0;
				}, this.watches.checks());
	}

	@Test
	void aLookThatThrowsEndsNeitherItsOwnWatchNorOthers() throws Exception {
		this.watches.add(watch(this.failed, true));
		this.watches.add(watch(this.checked, false));
		this.watches.start();
		assertThat(this.failed.await(10, TimeUnit.SECONDS)).as("the failing watch checks again").isTrue();
		assertThat(this.checked.await(10, TimeUnit.SECONDS)).as("the other watch checks again").isTrue();
	}

}
