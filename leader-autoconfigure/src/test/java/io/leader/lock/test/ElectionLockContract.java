package io.leader.lock.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The contract of {@link ElectionLock}, as tests. The test of a custom lock extends this
 * class and provides two methods: {@link #lock()} returns a client of the lock, and
 * {@link #delete()} deletes the lock in its store. The test of a lock that is created for
 * one candidate overrides {@link #lock(String)} as well.
 * <p>
 * The tests check that
 * <ul>
 * <li>an absent lock reads as absent, and a record reads as it was written, with times at
 * the resolution that the lock declares,</li>
 * <li>creating a lock that exists, and replacing one that has changed or is absent, fails
 * with a conflict and changes nothing,</li>
 * <li>exactly one of several concurrent writers succeeds,</li>
 * <li>versions increase with each change, including deletion and creation,</li>
 * <li>a released record is free, and another candidate can acquire the lock,</li>
 * <li>a watch reports creation, changes, and deletion in order, each within 10 seconds,
 * starting with what has changed since the snapshot that it was opened with,</li>
 * <li>the coordinates do not change, and a lock that is held for life verifies its
 * holder.</li>
 * </ul>
 * Each test needs a lock that does not exist yet, such as one with a name that is unique
 * to the instance of the test class. Up to eight threads use clients of the lock at the
 * same time. If the store has no watches, {@code watch} throws a {@link LockException} of
 * kind {@code DENIED}, and the test class overrides the tests of watches.
 * <p>
 * The tests cannot check how the lock behaves when its store is slow or fails: that each
 * call ends within its timeout, that a write with an unknown outcome fails with
 * {@code FAILED}, that a read observes every acknowledged write, and that a watch reports
 * what has changed since a {@linkplain ElectionLock#readFirst first read}.
 *
 * @since 0.1.0
 */
public abstract class ElectionLockContract {

	/**
	 * The timeout of each call, 10 seconds.
	 */
	protected static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Instant ACQUIRED = Instant.parse("2026-03-01T10:00:00.123Z");

	/**
	 * Returns a client of the lock. All clients in a test method are clients of the same
	 * lock, which does not exist when the method starts.
	 * @return a new client, or always the same one
	 */
	protected abstract ElectionLock lock();

	/**
	 * Returns a client of the lock for a candidate. Override this method if a client of
	 * the lock can write the records of one candidate only.
	 * @param holder the identity of the candidate
	 * @return a client, by default that of {@link #lock()}
	 */
	protected ElectionLock lock(String holder) {
		return lock();
	}

	/**
	 * Deletes the existing lock from its store, as an administrator would. The deletion
	 * is complete when this method returns.
	 */
	protected abstract void delete();

	/**
	 * Creates a record with a lease duration of 15 seconds.
	 * @param holder the identity of the holder
	 * @param transitions how many times the holder has changed
	 * @return the record, with a renew time that is {@code transitions} seconds after a
	 * fixed acquire time
	 */
	public static LockRecord record(String holder, int transitions) {
		return record(holder, transitions, 15);
	}

	/**
	 * Creates a record.
	 * @param holder the identity of the holder
	 * @param transitions how many times the holder has changed
	 * @param leaseDurationSeconds the lease duration, in seconds
	 * @return the record, with a renew time that is {@code transitions} seconds after a
	 * fixed acquire time
	 */
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
		assertThat(read.record().isSameAs(record("one", 0), lock().timeResolution())).as("%s", read.record()).isTrue();
		assertThat(created.record().isSameAs(record("one", 0), lock().timeResolution())).as("%s", created.record())
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
		assertThat(read.record().isSameAs(record("two", 1), lock().timeResolution())).isTrue();
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
		RecordingLockWatcher seen = new RecordingLockWatcher();
		try (LockWatch watch = lock().watch(first, seen, TIMEOUT)) {
			LockSnapshot second = lock("two").replace(first, record("two", 1), TIMEOUT);
			LockSnapshot shown = seen.next();
			assertThat(shown.version()).isEqualTo(second.version());
			assertThat(shown.record().isSameAs(record("two", 1), lock().timeResolution())).isTrue();
			// A snapshot from a watch can be passed to replace, like one from a read.
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
		RecordingLockWatcher seen = new RecordingLockWatcher();
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
		RecordingLockWatcher seen = new RecordingLockWatcher();
		try (LockWatch watch = lock().watch(first, seen, TIMEOUT)) {
			assertThat(seen.next().version()).isEqualTo(second.version());
			assertThat(watch).isNotNull();
		}
	}

	/**
	 * Asserts that a write fails with a conflict.
	 * @param write the write
	 */
	protected static void assertConflict(Runnable write) {
		assertThatExceptionOfType(LockException.class).isThrownBy(write::run)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.CONFLICT));
	}

}
