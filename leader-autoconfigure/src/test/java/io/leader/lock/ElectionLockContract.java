package io.leader.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.leader.lock.LockException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The contract of every {@link ElectionLock}. The test of a lock extends this class and
 * creates the lock.
 */
public abstract class ElectionLockContract {

	protected static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Instant ACQUIRED = Instant.parse("2026-03-01T10:00:00.123Z");

	/**
	 * Creates a client of a single lock, which does not exist at the start of a test.
	 */
	protected abstract ElectionLock lock();

	/**
	 * Creates a client for a holder, for locks that know their holder.
	 */
	protected ElectionLock lock(String holder) {
		return lock();
	}

	/**
	 * Deletes the lock as an administrator would.
	 */
	protected abstract void delete();

	public static LockRecord record(String holder, int transitions) {
		return new LockRecord(holder, 15, ACQUIRED, ACQUIRED.plusSeconds(transitions), transitions, "uid/" + holder);
	}

	public static LockRecord record(String holder, int transitions, int leaseDurationSeconds) {
		return new LockRecord(holder, leaseDurationSeconds, ACQUIRED, ACQUIRED.plusSeconds(transitions), transitions,
				"uid/" + holder);
	}

	@Test
	void anAbsentLockReadsAsAbsent() {
		assertThat(lock().read(TIMEOUT).isAbsent()).isTrue();
	}

	@Test
	void aRecordReadsAsItWasWritten() {
		LockSnapshot created = lock().create(record("one", 0), TIMEOUT);
		LockSnapshot read = lock().read(TIMEOUT);
		assertThat(read.version()).isEqualTo(created.version());
		assertThat(read.record()).isNotNull();
		assertThat(read.record().says(record("one", 0), lock().timeResolution())).as("%s", read.record()).isTrue();
		assertThat(created.record().says(record("one", 0), lock().timeResolution())).as("%s", created.record())
			.isTrue();
		assertThat(read.isHolderGone()).isFalse();
	}

	@Test
	void timesAreStoredAtTheResolutionOfTheLock() {
		Duration resolution = lock().timeResolution();
		assertThat(resolution.isNegative()).isFalse();
		if (resolution.isZero()) {
			return;
		}
		Instant time = ACQUIRED.plusNanos(456_789);
		LockSnapshot first = lock().create(renewedAt(time), TIMEOUT);
		LockSnapshot second = lock().replace(first, renewedAt(time.plus(resolution)), TIMEOUT);
		for (LockSnapshot read : List.of(second, lock().read(TIMEOUT))) {
			assertThat(read.record().renewTime()).isAfter(first.record().renewTime())
				.isBeforeOrEqualTo(time.plus(resolution))
				.isAfter(time);
		}
	}

	private static LockRecord renewedAt(Instant time) {
		return new LockRecord("one", 15, ACQUIRED, time, 0, "uid/one");
	}

	@Test
	void theTraitsOfALockDoNotChange() {
		assertThat(lock().coordinates()).isEqualTo(lock().coordinates());
		assertThat(lock().verifiesHolder() || !lock().isHeldForLife()).as("a lock for life verifies its holder")
			.isTrue();
	}

	@Test
	void createRefusesAnExistingLock() {
		lock().create(record("one", 0), TIMEOUT);
		assertConflict(() -> lock("two").create(record("two", 0), TIMEOUT));
		assertThat(lock().read(TIMEOUT).record().holder()).isEqualTo("one");
	}

	@Test
	protected void replaceRefusesAnOldVersion() {
		ElectionLock lock = lock();
		LockSnapshot first = lock.create(record("one", 0), TIMEOUT);
		LockSnapshot second = lock("two").replace(first, record("two", 1), TIMEOUT);
		assertThat(second.version()).isGreaterThan(first.version());
		assertConflict(() -> lock("three").replace(first, record("three", 1), TIMEOUT));
		LockSnapshot read = lock.read(TIMEOUT);
		assertThat(read.version()).isEqualTo(second.version());
		assertThat(read.record().says(record("two", 1), lock().timeResolution())).isTrue();
	}

	@Test
	void replaceRefusesADeletedLock() {
		LockSnapshot first = lock().create(record("one", 0), TIMEOUT);
		delete();
		assertConflict(() -> lock("two").replace(first, record("two", 1), TIMEOUT));
		assertThat(lock().read(TIMEOUT).isAbsent()).isTrue();
	}

	@Test
	void versionsGrowAcrossDeletion() {
		long highest = -1;
		for (int i = 0; i < 10; i++) {
			LockSnapshot created = lock().create(record("one", 0), TIMEOUT);
			assertThat(created.version()).isGreaterThan(highest);
			LockSnapshot replaced = lock().replace(created, record("one", 1), TIMEOUT);
			assertThat(replaced.version()).isGreaterThan(created.version());
			highest = replaced.version();
			delete();
		}
	}

	@Test
	protected void aReleasedRecordIsFree() {
		ElectionLock lock = lock();
		LockSnapshot first = lock.create(record("one", 3), TIMEOUT);
		LockSnapshot released = lock.replace(first, record("one", 3).releasedAt(ACQUIRED), TIMEOUT);
		for (LockSnapshot snapshot : List.of(released, lock().read(TIMEOUT))) {
			assertThat(snapshot.record().isFree()).isTrue();
			assertThat(snapshot.record().isReleased()).isTrue();
			assertThat(snapshot.record().leaseDurationSeconds()).isEqualTo(1);
			assertThat(snapshot.record().transitions()).isEqualTo(3);
		}
		LockSnapshot taken = lock("two").replace(lock().read(TIMEOUT), record("two", 4), TIMEOUT);
		assertThat(taken.record().holder()).isEqualTo("two");
	}

	@Test
	protected void oneOfSeveralWritersSucceeds() throws Exception {
		LockSnapshot first = lock().create(record("one", 0), TIMEOUT);
		List<Callable<Boolean>> writers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			ElectionLock lock = lock("writer-" + i);
			LockRecord record = record("writer-" + i, 1);
			writers.add(() -> {
				try {
					lock.replace(first, record, TIMEOUT);
					return true;
				}
				catch (LockException ex) {
					assertThat(ex.kind()).isEqualTo(Kind.CONFLICT);
					return false;
				}
			});
		}
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			int succeeded = 0;
			for (Future<Boolean> writer : threads.invokeAll(writers)) {
				succeeded += writer.get() ? 1 : 0;
			}
			assertThat(succeeded).isEqualTo(1);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	protected void aWatchShowsChangesInOrderAndDeletion() throws Exception {
		ElectionLock lock = lock();
		LockSnapshot first = lock.create(record("one", 0), TIMEOUT);
		Recorder seen = new Recorder();
		try (LockWatch watch = lock().watch(first, seen, TIMEOUT)) {
			LockSnapshot second = lock("two").replace(first, record("two", 1), TIMEOUT);
			LockSnapshot shown = seen.next();
			assertThat(shown.version()).isEqualTo(second.version());
			assertThat(shown.record().says(record("two", 1), lock().timeResolution())).isTrue();
			// A snapshot from a watch can be replaced, like one from a read.
			LockSnapshot third = lock("three").replace(shown, record("three", 2), TIMEOUT);
			assertThat(seen.next().version()).isEqualTo(third.version());
			delete();
			LockSnapshot deleted = seen.next();
			assertThat(deleted.isAbsent()).isTrue();
			assertThat(deleted.version()).isGreaterThan(third.version());
			LockSnapshot fourth = lock("four").create(record("four", 0), TIMEOUT);
			assertThat(seen.next().version()).isEqualTo(fourth.version());
			assertThat(watch).isNotNull();
		}
	}

	@Test
	protected void aWatchOnAnAbsentLockShowsItsCreation() throws Exception {
		Recorder seen = new Recorder();
		try (LockWatch watch = lock().watch(lock().read(TIMEOUT), seen, TIMEOUT)) {
			LockSnapshot first = lock().create(record("one", 0), TIMEOUT);
			assertThat(seen.next().version()).isEqualTo(first.version());
			assertThat(watch).isNotNull();
		}
	}

	@Test
	protected void aWatchFromAnOldVersionCatchesUp() throws Exception {
		ElectionLock lock = lock();
		LockSnapshot first = lock.create(record("one", 0), TIMEOUT);
		LockSnapshot second = lock("two").replace(first, record("two", 1), TIMEOUT);
		Recorder seen = new Recorder();
		try (LockWatch watch = lock().watch(first, seen, TIMEOUT)) {
			assertThat(seen.next().version()).isEqualTo(second.version());
			assertThat(watch).isNotNull();
		}
	}

	protected static void assertConflict(Runnable write) {
		assertThatExceptionOfType(LockException.class).isThrownBy(write::run)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.CONFLICT));
	}

	/**
	 * Records what a watch shows.
	 */
	protected static final class Recorder implements LockWatcher {

		private final BlockingQueue<LockSnapshot> seen = new LinkedBlockingQueue<>();

		public Recorder() {
		}

		@Override
		public void changed(LockSnapshot snapshot) {
			this.seen.add(snapshot);
		}

		@Override
		public void closed(LockException cause) {
		}

		public LockSnapshot next() throws InterruptedException {
			LockSnapshot next = this.seen.poll(10, TimeUnit.SECONDS);
			assertThat(next).as("a change within 10 s").isNotNull();
			return next;
		}

	}

}
