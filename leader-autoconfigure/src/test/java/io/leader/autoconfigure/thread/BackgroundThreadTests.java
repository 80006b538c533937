package io.leader.autoconfigure.thread;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests how a background thread ends.
 */
class BackgroundThreadTests {

	private final List<String> done = new CopyOnWriteArrayList<>();

	private final CountDownLatch started = new CountDownLatch(1);

	private final CountDownLatch end = new CountDownLatch(1);

	private ScheduledExecutorService busy(BackgroundThread thread) throws InterruptedException {
		ScheduledExecutorService executor = thread.executor();
		executor.execute(() -> {
			this.started.countDown();
			try {
				this.end.await();
				this.done.add("first");
			}
			catch (InterruptedException ex) {
				this.done.add("interrupted");
			}
		});
		executor.execute(() -> this.done.add("second"));
		this.started.await();
		return executor;
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void workThatDoesNotFinishInTimeIsInterruptedAndTheRestDiscarded(boolean interrupted) throws Exception {
		BackgroundThread thread = new BackgroundThread("test-", Duration.ofMillis(interrupted ? 60_000 : 1), true);
		ScheduledExecutorService executor = busy(thread);
		if (interrupted) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(thread::end);
		}
		else {
			thread.end();
		}
		this.end.countDown();
		assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.done).containsExactly("interrupted");
	}

	@Test
	void submittedWorkFinishes() throws Exception {
		BackgroundThread thread = new BackgroundThread("test-", Duration.ofMinutes(1), true);
		ScheduledExecutorService executor = busy(thread);
		this.end.countDown();
		thread.end();
		assertThat(executor.isTerminated()).isTrue();
		assertThat(this.done).containsExactly("first", "second");
	}

}
