package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.leader.engine.CallThreads.Rank;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for calls that wait for a thread, with an executor whose tasks are run by the
 * test.
 */
class LockCallsTests {

	private static final String REPLACED = " failed because no thread was available before the next attempt.";

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final EngineThread engine = new EngineThread(this.executor, this.failures::add);

	private final List<Runnable> queue = new CopyOnWriteArrayList<>();

	private final List<String> made = new CopyOnWriteArrayList<>();

	private final List<String> results = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.executor.shutdownNow();
		assertThat(this.failures).isEmpty();
	}

	@Test
	void aWriteThatHasNotBeenSentIsReplacedByTheNextInItsPlace() throws Exception {
		LockCalls writes = LockCalls.forWrites(this.engine, this.queue::add, Duration.ofSeconds(15));
		call(writes, "first");
		call(writes, "second");
		call(writes, "third");
		assertThat(this.queue).hasSize(1);
		assertThat(this.results).containsExactly("first" + REPLACED, "second" + REPLACED);
		runQueued();
		assertThat(this.made).containsExactly("third");
		assertThat(this.results).last().isEqualTo("third succeeded");
	}

	@Test
	void aWriteInProgressIsNotReplaced() throws Exception {
		LockCalls writes = LockCalls.forWrites(this.engine, this.queue::add, Duration.ofSeconds(15));
		call(writes, "first", () -> {
			call(writes, "second");
			return "success";
		});
		runQueued();
		assertThat(this.queue).hasSize(1);
		runQueued();
		assertThat(this.made).containsExactly("first", "second");
		assertThat(this.results).containsExactly("first succeeded", "second succeeded");
	}

	@Test
	void aWriteThatIsNotSentInTimeLeavesItsPlaceToTheNext() throws Exception {
		LockCalls writes = LockCalls.forWrites(this.engine, this.queue::add, Duration.ofSeconds(15));
		on(() -> start(writes, "first", Duration.ZERO, () -> "success"));
		on(() -> {
		});
		assertThat(this.results).containsExactly("first timed out after 0s.");
		call(writes, "second");
		assertThat(this.queue).hasSize(1);
		runQueued();
		assertThat(this.made).containsExactly("second");
	}

	@Test
	void aReplacedWriteOccupiesNoThread() throws Exception {
		LockCalls writes = LockCalls.forWrites(this.engine, this.queue::add, Duration.ofSeconds(15));
		for (int i = 0; i < 20; i++) {
			call(writes, "write");
		}
		runQueued();
		call(writes, "last");
		runQueued();
		assertThat(this.results).last().isEqualTo("last succeeded");
	}

	@Test
	void aWriteForWhichThereIsNoThreadLeavesNoPlace() throws Exception {
		List<Runnable> later = new ArrayList<>();
		LockCalls writes = LockCalls.forWrites(this.engine, (task) -> {
			if (later.isEmpty()) {
				later.add(task);
				throw new OutOfMemoryError("no thread (simulated by this test)");
			}
			this.queue.add(task);
		}, Duration.ofSeconds(15));
		call(writes, "first");
		call(writes, "second");
		runQueued();
		assertThat(this.results).containsExactly(
				"first failed because no thread was available: no thread (simulated by this test)", "second succeeded");
	}

	@Test
	void readsAreNotReplaced() throws Exception {
		LockCalls reads = LockCalls.forReads(this.engine, this.queue::add, Duration.ofSeconds(15));
		call(reads, "first");
		call(reads, "second");
		runQueued();
		assertThat(this.results).containsExactly("first succeeded", "second succeeded");
	}

	private void call(LockCalls calls, String what) throws Exception {
		call(calls, what, () -> "success");
	}

	private void call(LockCalls calls, String what, Callable<String> body) throws Exception {
		on(() -> start(calls, what, Duration.ofMinutes(1), body));
		on(() -> {
		});
	}

	private void start(LockCalls calls, String what, Duration timeout, Callable<String> body) {
		calls.call(what, Rank.WRITE, timeout, () -> {
			this.made.add(what);
			return body.call();
		}, (result, failure) -> this.results.add((failure != null) ? failure.get().message() : what + " succeeded"),
				(late) -> {
				});
	}

	private void on(Runnable task) throws Exception {
		this.executor.submit(task).get();
	}

	private void runQueued() throws Exception {
		List<Runnable> tasks = List.copyOf(this.queue);
		this.queue.removeAll(tasks);
		tasks.forEach(Runnable::run);
		on(() -> {
		});
	}

}
