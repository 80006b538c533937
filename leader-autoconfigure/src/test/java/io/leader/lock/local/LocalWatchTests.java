package io.leader.lock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatcher;
import io.leader.support.TestJvm;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests what a watch of a local lock reports about other processes and changes to the
 * files, and how many threads and reads watches need.
 */
class LocalWatchTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int MANY = 200;

	@TempDir
	private Path temporary;

	private Path folder;

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final Recorder seen = new Recorder();

	/** The threads of other tests in this JVM, such as those of cached contexts. */
	private final Set<Thread> others = localThreads();

	@BeforeEach
	void folder() {
		this.folder = this.temporary.resolve("locks");
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.opened) {
			one.close();
		}
		await(TIMEOUT, () -> threads() == 0);
	}

	private static LockRecord record(String holder) {
		return new LockRecord(holder, 15, null, null, 0, "-/" + holder);
	}

	private long threads() {
		Set<Thread> threads = localThreads();
		threads.removeAll(this.others);
		return threads.size();
	}

	private static Set<Thread> localThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("leader-local-"))
			.collect(Collectors.toSet());
	}

	private LocalLock lock(int number) {
		LocalLock lock = new LocalLock(this.folder, "lock-" + number);
		this.opened.add(lock);
		return lock;
	}

	private LockSnapshot watch(int number) {
		LocalLock lock = lock(number);
		LockSnapshot found = lock.read(TIMEOUT);
		this.opened.add(lock.watch(found, this.seen, TIMEOUT));
		return found;
	}

	private Process holderOf(int count) throws IOException {
		Process process = new ProcessBuilder(
				TestJvm.command(Holder.class, this.folder.toString(), String.valueOf(count)))
			.redirectErrorStream(true)
			.start();
		this.opened.add(process::destroyForcibly);
		assertThat(process.inputReader().readLine()).isEqualTo("held");
		return process;
	}

	private void deleteAll(String suffix) throws IOException {
		try (var files = Files.newDirectoryStream(this.folder, "*" + suffix)) {
			for (Path file : files) {
				Files.delete(file);
			}
		}
	}

	@Test
	void allWatchesOfItsLocksSeeTheEndOfAProcess() throws Exception {
		Process holder = holderOf(MANY);
		for (int i = 0; i < MANY; i++) {
			assertThat(watch(i).isHolderGone()).isFalse();
		}
		// This process holds a lock, too, which takes no additional thread.
		lock(MANY).create(record("me"), TIMEOUT);
		assertThat(threads()).as("one, and one for the other process").isEqualTo(2);
		holder.destroyForcibly();
		for (int i = 0; i < MANY; i++) {
			assertThat(this.seen.next().isHolderGone()).isTrue();
		}
		await(TIMEOUT, () -> threads() == 1);
	}

	@Test
	void acquiringOneLockOfADeadProcessKeepsTheProofForItsOtherLocks() throws Exception {
		Process holder = holderOf(2);
		holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
		LocalLock first = lock(0);
		first.replace(first.read(TIMEOUT), record("me"), TIMEOUT);
		assertThat(lock(1).read(TIMEOUT).isHolderGone()).isTrue();
	}

	@Test
	void theEndOfAProcessThatDoesNotListenIsNoticed() throws Exception {
		Process holder = holderOf(1);
		deleteAll(".socket");
		watch(0);
		holder.destroyForcibly();
		assertThat(this.seen.next().isHolderGone()).isTrue();
	}

	@Test
	void aProcessThatIsNoLongerWatchedIsLeftAlone() throws Exception {
		Process holder = holderOf(1);
		LockSnapshot held = watch(0);
		assertThat(threads()).isEqualTo(2);
		lock(0).replace(held, record("me"), TIMEOUT);
		assertThat(this.seen.next().record().holder()).isEqualTo("me");
		await(TIMEOUT, () -> threads() == 1);
		assertThat(holder.isAlive()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void changesOfTheFilesByOthersAreNoticed(boolean reported) throws Exception {
		LockSnapshot first = lock(0).create(record("one"), TIMEOUT);
		Path file = this.folder.resolve("lock-0.record");
		watch(first, reported ? FolderEvents::of : FolderEvents::none, new AtomicInteger());
		lock(0).replace(first, record("two"), TIMEOUT);
		assertThat(this.seen.next().record().holder()).isEqualTo("two");
		String text = Files.readString(file);
		Files.writeString(file, text.replace("version=", "version=9"), StandardOpenOption.WRITE);
		assertThat(this.seen.next().version()).as("edited in place").isGreaterThan(first.version());
		Files.delete(file);
		assertThat(this.seen.next().isAbsent()).isTrue();
		Path other = this.temporary.resolve("other");
		Files.move(this.folder, other);
		lock(0).create(record("three"), TIMEOUT);
		assertThat(this.seen.next().record().holder()).as("in a new folder").isEqualTo("three");
		lock(0).replace(lock(0).read(TIMEOUT), record("four"), TIMEOUT);
		assertThat(this.seen.next().record().holder()).isEqualTo("four");
	}

	@Test
	void changesOfOtherLocksCauseNoReads() throws Exception {
		LockSnapshot first = lock(0).create(record("one"), TIMEOUT);
		AtomicInteger reads = new AtomicInteger();
		watch(first, FolderEvents::of, reads);
		LockSnapshot other = lock(1).create(record("other"), TIMEOUT);
		watch(1);
		for (int i = 0; i < 20; i++) {
			other = lock(1).replace(other, record("other-" + i), TIMEOUT);
			LockSnapshot shown = this.seen.next();
			while (shown.version() < other.version()) {
				shown = this.seen.next();
			}
		}
		assertThat(reads).hasValueLessThanOrEqualTo(2);
	}

	/**
	 * The thread that watches the folder ends, too.
	 */
	@Test
	void aWatchThatCannotBeOpenedLeavesNoThreadBehind() {
		assertThatIllegalStateException().isThrownBy(() -> FolderWatch.open(this.temporary, (folder) -> {
			throw new IllegalStateException("simulated by this test");
		}));
		await(TIMEOUT, () -> threads() == 0);
	}

	private void watch(LockSnapshot from, Function<Path, FolderEvents> events, AtomicInteger reads) {
		LocalLock lock = lock(0);
		Path file = this.folder.resolve("lock-0.record");
		this.opened.add(FolderWatch.open(this.folder, (folder) -> new LocalWatch(file, () -> {
			reads.incrementAndGet();
			return new LocalWatch.Reading(lock.read(TIMEOUT), "");
		}, new VersionFile(this.folder.resolve("lock-0.version")), from, this.seen, folder), events));
	}

	private static final class Recorder implements LockWatcher {

		private final BlockingQueue<LockSnapshot> seen = new LinkedBlockingQueue<>();

		@Override
		public void changed(LockSnapshot snapshot) {
			this.seen.add(snapshot);
		}

		@Override
		public void closed(LockException cause) {
		}

		private LockSnapshot next() throws InterruptedException {
			LockSnapshot next = this.seen.poll(10, TimeUnit.SECONDS);
			assertThat(next).as("a change within 10 s").isNotNull();
			return next;
		}

	}

	/**
	 * Runs in a separate process: acquires locks, watches them, and waits until it is
	 * killed.
	 */
	static final class Holder {

		public static void main(String[] args) throws InterruptedException {
			Recorder unheeded = new Recorder();
			for (int i = 0; i < Integer.parseInt(args[1]); i++) {
				LocalLock lock = new LocalLock(Path.of(args[0]), "lock-" + i);
				lock.watch(lock.create(record("holder"), TIMEOUT), unheeded, TIMEOUT);
			}
			System.out.println("held");
			Thread.currentThread().join();
		}

	}

}
