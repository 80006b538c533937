package io.leader.lock.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.ElectionLock;
import io.leader.lock.test.ElectionLockContract;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.test.RecordingLockWatcher;
import io.leader.support.TestJvm;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

class LocalLockTests extends ElectionLockContract {

	@TempDir
	private Path folder;

	private final List<LocalLock> opened = new ArrayList<>();

	@Override
	protected ElectionLock lock() {
		LocalLock lock = new LocalLock(this.folder, "orders");
		this.opened.add(lock);
		return lock;
	}

	@AfterEach
	void close() {
		this.opened.forEach(LocalLock::close);
	}

	@Override
	protected void delete() {
		try {
			Files.delete(this.folder.resolve("orders.record"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void theMutexIsIdleOnceAWriteHasClosedItsFile() throws Exception {
		lock().create(record("one", 0), TIMEOUT);
		Path file = this.folder.resolve("orders.mutex");
		List<String> order = new CopyOnWriteArrayList<>();
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		Thread writer = new Thread(() -> {
			try {
				new FileMutex(file).call(TIMEOUT, () -> {
					writing.countDown();
					awaitEnd(end);
					return order.add("written");
				});
			}
			catch (IOException ex) {
				order.add(ex.toString());
			}
		});
		writer.start();
		assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
		Thread waiter = new Thread(() -> {
			new FileMutex(file).awaitIdle(TIMEOUT);
			order.add("idle");
		});
		waiter.start();
		await(() -> !waiter.isAlive() || waiter.getState() == Thread.State.TIMED_WAITING);
		end.countDown();
		waiter.join();
		writer.join();
		assertThat(order).containsExactly("written", "idle");
	}

	private static void awaitEnd(CountDownLatch end) throws IOException {
		try {
			assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anInterruptedWaitForTheMutexIsReportedAsSuch(boolean isInUse) throws Exception {
		FileMutex mutex = new FileMutex(this.folder.resolve("orders.mutex"));
		List<String> failures = new CopyOnWriteArrayList<>();
		Thread waiter = new Thread(() -> {
			try {
				mutex.call(TIMEOUT, () -> failures.add("called"));
			}
			catch (IOException ex) {
				failures.add(ex.getMessage() + Thread.currentThread().isInterrupted());
			}
		});
		try (FileChannel channel = FileChannel.open(this.folder.resolve("orders.mutex"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			if (isInUse) {
				channel.lock();
				waiter.start();
				await(() -> waiter.getState() == Thread.State.TIMED_WAITING);
				waiter.interrupt();
			}
			else {
				mutex.call(TIMEOUT, () -> {
					waiter.start();
					await(() -> waiter.getState() == Thread.State.TIMED_WAITING);
					waiter.interrupt();
					await(() -> !failures.isEmpty());
					return true;
				});
			}
			waiter.join();
		}
		assertThat(failures).singleElement().asString().startsWith("the thread was interrupted").endsWith("true");
	}

	@Test
	void aMangledRecordIsUnreadableNotAbsent() throws IOException {
		LockSnapshot first = lock().create(record("one", 0), TIMEOUT);
		Files.write(this.folder.resolve("orders.record"), new byte[] { (byte) 0xc3, (byte) 0x28, '=', '1' });
		assertThat(lock().read(TIMEOUT).reason()).as("not even text").contains("orders.record");
		Files.writeString(this.folder.resolve("orders.record"), "version=never\n");
		LockSnapshot mangled = lock().read(TIMEOUT);
		assertThat(mangled.isAbsent()).isFalse();
		assertThat(mangled.record()).isNull();
		assertThat(mangled.reason()).contains("orders.record");
		assertConflict(() -> lock().create(record("two", 0), TIMEOUT));
		assertConflict(() -> lock().replace(first, record("two", 0), TIMEOUT));
		assertThat(lock().replace(mangled, record("two", 0), TIMEOUT).record().holder()).isEqualTo("two");
	}

	@Test
	void aHolderInAnotherProcessIsAliveUntilItIsKilled() throws Exception {
		Process process = new ProcessBuilder(TestJvm.command(Holder.class, this.folder.toString()))
			.redirectErrorStream(true)
			.start();
		try {
			assertThat(process.inputReader().readLine()).isEqualTo("renewed");
			LockSnapshot held = lock().read(TIMEOUT);
			assertThat(held.record().holder()).isEqualTo("holder");
			assertThat(held.isHolderGone()).as("holder gone while its process lives").isFalse();
			RecordingLockWatcher seen = new RecordingLockWatcher();
			try (LockWatch watch = lock().watch(held, seen, TIMEOUT)) {
				process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
				LockSnapshot after = seen.next();
				assertThat(after.version()).isEqualTo(held.version());
				assertThat(after.isHolderGone()).as("holder gone after its process was killed").isTrue();
				assertThat(watch).isNotNull();
			}
			lock().replace(held, record("two", 1), TIMEOUT);
			assertThat(lock().read(TIMEOUT).isHolderGone()).isFalse();
			try (var files = Files.newDirectoryStream(this.folder, "*.alive")) {
				assertThat(files).as("the dead process's file is deleted").hasSize(1);
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Runs in a separate process: acquires the lock, renews it twice, and waits until it
	 * is killed.
	 */
	static final class Holder {

		public static void main(String[] args) throws InterruptedException {
			LocalLock lock = new LocalLock(Path.of(args[0]), "orders");
			LockSnapshot held = lock.create(record("holder", 0), TIMEOUT);
			held = lock.replace(held, record("holder", 0), TIMEOUT);
			lock.replace(held, record("holder", 0), TIMEOUT);
			System.out.println("renewed");
			Thread.currentThread().join();
		}

	}

}
