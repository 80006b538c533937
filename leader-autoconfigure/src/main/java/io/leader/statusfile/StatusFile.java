package io.leader.statusfile;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.engine.LeadershipSign;

/**
 * A file that exists only while this process leads, and contains the identity of this
 * process in UTF-8 without a line break.
 * <p>
 * The file appears atomically, after the grant. It is removed <em>before</em> the
 * authority ends: immediately before the election ends the authority (by yielding,
 * stopping, or observing that the lock was lost), or a margin before the authority
 * expires if no renewal succeeds. If a renewal succeeds after all, the file is created
 * again. A file left over from an earlier run is removed before this process becomes a
 * candidate. A frozen process cannot remove its file, which therefore outlives the
 * authority until the process resumes or is restarted.
 * <p>
 * Normally, a single thread writes and removes the file. The thread that ends the
 * authority waits up to {@value #TIMEOUT_MILLIS} ms for the removal, so a file system
 * that hangs does not delay an election for longer than that. If no thread is available
 * for the removal, the thread that ends the authority removes the file itself. A removal
 * that fails is retried every second. Thread-safe.
 */
public final class StatusFile implements LeaderElectionListener, LeadershipSign {

	/**
	 * The maximum time, in milliseconds, for which the thread that ends the authority
	 * waits for the removal.
	 */
	static final long TIMEOUT_MILLIS = 50;

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

	private static final long RETRY_MILLIS = 1000;

	private static final long NONE = -1;

	private static final Logger logger = LoggerFactory.getLogger(StatusFile.class);

	private final Path file;

	private final Path draft;

	private final LeaderElection election;

	private final Duration margin;

	private final ScheduledExecutorService executor;

	private final long timeoutMillis;

	/** The token of the last grant that the file must no longer indicate. */
	private final AtomicLong hidden = new AtomicLong(NONE);

	/** Held while a thread writes or removes the file, except in {@link #clear()}. */
	private final ReentrantLock work = new ReentrantLock();

	/**
	 * The token of the current grant; {@link #NONE} if the file must not exist. Guarded
	 * by {@link #work}, as are all fields below.
	 */
	private long token = NONE;

	/**
	 * Whether the file might exist: it may have been written, and has not been removed
	 * since.
	 */
	private boolean exists;

	private boolean written;

	private boolean failed;

	private @Nullable Future<?> nextCheck;

	/**
	 * Creates a status file.
	 * @param file the path of the file; its folder must exist
	 * @param election the election whose leadership the file indicates
	 * @param margin how long before the end of the authority to remove the file if no
	 * renewal succeeds
	 * @param executor writes and removes files on a single thread
	 */
	public StatusFile(Path file, LeaderElection election, Duration margin, ScheduledExecutorService executor) {
		this(file, election, margin, executor, TIMEOUT_MILLIS);
	}

	StatusFile(Path file, LeaderElection election, Duration margin, ScheduledExecutorService executor,
			long timeoutMillis) {
		this.timeoutMillis = timeoutMillis;
		this.file = file;
		this.draft = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
		this.election = election;
		this.margin = margin;
		this.executor = executor;
	}

	/**
	 * Removes a file left over from an earlier run.
	 * @throws UncheckedIOException if the file cannot be removed or is not a status file;
	 * the message describes the problem
	 */
	public void clear() {
		if (LeftoverFile.remove(this.file)) {
			Quietly.log(() -> logger.info("Election '{}': removed the status file {} left over from an earlier run",
					this.election.name(), this.file));
		}
	}

	@Override
	public void onGranted(LeaderElection granted, long fencingToken) {
		this.executor.execute(() -> guarded(() -> {
			this.token = fencingToken;
			check();
		}));
	}

	@Override
	public void onRevoked(LeaderElection revoked) {
		// The current token is not hidden, since it may already be that of the next term.
		removeNow();
	}

	@Override
	public void hide() {
		this.election.fencingToken().ifPresent((token) -> this.hidden.accumulateAndGet(token, Math::max));
		removeNow();
	}

	private void removeNow() {
		CountDownLatch done = new CountDownLatch(1);
		long requested = System.nanoTime();
		long deadline = requested + TimeUnit.MILLISECONDS.toNanos(this.timeoutMillis);
		try {
			this.executor.execute(() -> {
				try {
					guarded(this::removeFile);
				}
				finally {
					done.countDown();
				}
				warnIfLate(requested);
			});
			BoundedWait.await(done, deadline);
		}
		catch (Throwable ex) {
			// No thread is available for the work, so this thread does it.
			BoundedWait.runLocked(this.work, this.timeoutMillis, this::removeFile);
		}
	}

	private void warnIfLate(long requested) {
		long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - requested);
		if (millis >= this.timeoutMillis) {
			Quietly.log(() -> logger.error(
					"Election '{}': the status file {} was removed only after {} ms, when leadership had already ended",
					this.election.name(), this.file, millis));
		}
	}

	private void guarded(Runnable task) {
		this.work.lock();
		try {
			task.run();
		}
		finally {
			this.work.unlock();
		}
	}

	/**
	 * Creates or removes the file, depending on the current state. The next check is
	 * scheduled before the file appears, so that a file that exists is certain to be
	 * checked again.
	 */
	private void check() {
		try {
			if (this.token == NONE || this.token <= this.hidden.get() || !this.election.isLeader()) {
				removeFile();
				return;
			}
			LeaderElectionStatus status = this.election.status();
			// Check frequently, since the authority can end earlier if the machine sleeps
			// or its clock is set forward.
			Duration left = status.authorityRemaining().atMost(LONGEST_PAUSE.plus(this.margin)).minus(this.margin);
			boolean inTime = !left.isNegative() && !left.isZero();
			schedule(inTime ? Math.max(1, left.toMillis()) : LONGEST_PAUSE.toMillis());
			if (!inTime) {
				remove();
				return;
			}
			write(status.identity());
			if (!this.election.isLeader()) {
				// The authority ended in the meantime, for example because this process
				// was frozen.
				removeFile();
			}
		}
		catch (Throwable ex) {
			remove();
			retry(LONGEST_PAUSE.toMillis());
			failed("maintained", ex);
		}
	}

	private void removeFile() {
		this.token = NONE;
		remove();
	}

	private void write(String identity) {
		if (this.written) {
			return;
		}
		try {
			this.exists = true;
			Files.write(this.draft, identity.getBytes(StandardCharsets.UTF_8));
			Files.move(this.draft, this.file, StandardCopyOption.ATOMIC_MOVE);
			this.written = true;
			this.failed = false;
			Quietly.log(() -> logger.debug("Election '{}': wrote the status file {}", this.election.name(), this.file));
		}
		catch (Throwable ex) {
			failed("written", ex);
		}
	}

	private void remove() {
		if (!this.exists) {
			return;
		}
		this.written = false;
		try {
			Files.deleteIfExists(this.file);
			this.exists = false;
			this.failed = false;
			Quietly
				.log(() -> logger.debug("Election '{}': removed the status file {}", this.election.name(), this.file));
		}
		catch (Throwable ex) {
			retry(RETRY_MILLIS);
			failed("removed", ex);
		}
	}

	private void failed(String what, Throwable ex) {
		if (!this.failed) {
			this.failed = true;
			Quietly.log(() -> logger.error(
					"Election '{}': the status file {} cannot be {} ({}); the operation will be retried",
					this.election.name(), this.file, what, ex.toString()));
		}
	}

	private void schedule(long millis) {
		if (this.nextCheck != null) {
			this.nextCheck.cancel(false);
		}
		this.nextCheck = this.executor.schedule(() -> guarded(this::check), millis, TimeUnit.MILLISECONDS);
	}

	private void retry(long millis) {
		try {
			schedule(millis);
		}
		catch (Throwable ex) {
			Quietly.log(() -> logger.debug("Election '{}': no further check of the status file is scheduled",
					this.election.name(), ex));
		}
	}

	@Override
	public String toString() {
		return "status file " + this.file;
	}

}
