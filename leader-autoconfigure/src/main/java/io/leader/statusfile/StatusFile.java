package io.leader.statusfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.LeadershipSign;

/**
 * A file that exists only while this process leads, and holds its identity in UTF-8
 * without a line end.
 * <p>
 * It appears in one step, after the grant. It is removed <em>before</em> the authority
 * ends: when the election ends it (by yielding, stopping, or at the sight of another
 * holder) right before, and when no renewal succeeds, a margin before the authority runs
 * out; should a renewal succeed after all, the file comes back. What a former life left
 * is removed before this process stands. A process that is frozen cannot remove anything:
 * the file of a paused process outlives its authority until it goes on or is started
 * anew.
 * <p>
 * All work on the file is done by one thread. Whoever ends the authority waits for the
 * removal, at most {@value #PATIENCE_MILLIS} ms, so that a file system that hangs delays
 * no election for longer. Safe for use by several threads.
 */
public final class StatusFile implements LeaderElectionListener, LeadershipSign {

	/**
	 * How long the end of an authority waits for the removal at most.
	 */
	static final long PATIENCE_MILLIS = 50;

	/** No file that this class has written is longer. */
	private static final long LONGEST = 4096;

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

	private static final long RETRY_MILLIS = 1000;

	private static final long NONE = -1;

	private static final Logger logger = LoggerFactory.getLogger(StatusFile.class);

	private final Path file;

	private final Path draft;

	private final LeaderElection election;

	private final Duration margin;

	private final ScheduledExecutorService executor;

	private final long patienceMillis;

	/** The last grant that the file must no longer show. */
	private final AtomicLong hidden = new AtomicLong(NONE);

	/** The grant that is to be shown. Confined to the executor's thread, as all below. */
	private long shown = NONE;

	private boolean exists;

	private boolean failed;

	private @Nullable Future<?> nextLook;

	/**
	 * Creates a status file.
	 * @param file where it is to be; its folder exists
	 * @param election whose leadership it shows
	 * @param margin how long before the end of an authority that is not renewed the file
	 * is removed
	 * @param executor where files are written and removed: one thread
	 */
	public StatusFile(Path file, LeaderElection election, Duration margin, ScheduledExecutorService executor) {
		this(file, election, margin, executor, PATIENCE_MILLIS);
	}

	StatusFile(Path file, LeaderElection election, Duration margin, ScheduledExecutorService executor,
			long patienceMillis) {
		this.patienceMillis = patienceMillis;
		this.file = file;
		this.draft = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
		this.election = election;
		this.margin = margin;
		this.executor = executor;
	}

	/**
	 * Removes what a former life of this process left.
	 * @throws UncheckedIOException if there is something that cannot be removed, or that
	 * is no status file; the message says what
	 */
	public void clear() {
		try {
			if (!Files.exists(this.file, LinkOption.NOFOLLOW_LINKS)) {
				return;
			}
			if (!Files.isRegularFile(this.file, LinkOption.NOFOLLOW_LINKS) || Files.size(this.file) > LONGEST) {
				throw new IOException("there is something else, which is no status file and is left alone");
			}
			Files.delete(this.file);
			logger.info("Election '{}': removed the status file {} that a former life left", this.election.name(),
					this.file);
		}
		catch (IOException ex) {
			String kind = (ex instanceof FileSystemException) ? ex.getClass().getSimpleName() + " for " : "";
			throw new UncheckedIOException(kind + ex.getMessage(), ex);
		}
	}

	@Override
	public void onGranted(LeaderElection granted, long fencingToken) {
		submit(() -> {
			this.shown = fencingToken;
			look();
		});
	}

	@Override
	public void onRevoked(LeaderElection revoked) {
		submit(this::conceal);
	}

	@Override
	public void hide() {
		this.election.fencingToken().ifPresent((token) -> this.hidden.accumulateAndGet(token, Math::max));
		CountDownLatch done = new CountDownLatch(1);
		long asked = System.nanoTime();
		submit(() -> {
			conceal();
			done.countDown();
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
			if (millis >= this.patienceMillis) {
				logger.error(
						"Election '{}': the status file {} was removed only after {} ms, and leadership ended before",
						this.election.name(), this.file, millis);
			}
		});
		await(done, asked + TimeUnit.MILLISECONDS.toNanos(this.patienceMillis));
	}

	/**
	 * Waits, also on a thread that is interrupted: that is no reason to end the authority
	 * before the file.
	 */
	private static void await(CountDownLatch done, long deadline) {
		boolean interrupted = false;
		boolean over = false;
		while (!over) {
			try {
				over = done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) || System.nanoTime() >= deadline;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Shows or removes the file, whichever is right now, and looks again in time.
	 */
	private void look() {
		if (this.shown == NONE) {
			return;
		}
		if (this.shown <= this.hidden.get() || !this.election.isLeader()) {
			conceal();
			return;
		}
		LeaderElectionStatus status = this.election.status();
		Duration left = status.authorityRemaining().minus(this.margin);
		boolean inTime = !left.isNegative() && !left.isZero();
		if (inTime) {
			write(status.identity());
			if (!this.election.isLeader()) {
				// This process was frozen in between.
				conceal();
				return;
			}
		}
		else {
			remove();
		}
		// Often, since a machine that sleeps, and a clock that is set, end an authority
		// sooner.
		boolean soon = inTime && left.compareTo(LONGEST_PAUSE) < 0;
		schedule(soon ? Math.max(1, left.toMillis()) : LONGEST_PAUSE.toMillis());
	}

	private void conceal() {
		this.shown = NONE;
		if (this.nextLook != null) {
			this.nextLook.cancel(false);
		}
		remove();
	}

	private void write(String identity) {
		if (this.exists) {
			return;
		}
		try {
			Files.write(this.draft, identity.getBytes(StandardCharsets.UTF_8));
			Files.move(this.draft, this.file, StandardCopyOption.ATOMIC_MOVE);
			this.exists = true;
			this.failed = false;
			logger.debug("Election '{}': wrote the status file {}", this.election.name(), this.file);
		}
		catch (IOException ex) {
			failed("written", ex);
		}
	}

	private void remove() {
		if (!this.exists) {
			return;
		}
		try {
			Files.deleteIfExists(this.file);
			this.exists = false;
			this.failed = false;
			logger.debug("Election '{}': removed the status file {}", this.election.name(), this.file);
		}
		catch (IOException ex) {
			failed("removed", ex);
			schedule(RETRY_MILLIS);
		}
	}

	private void failed(String what, IOException ex) {
		if (!this.failed) {
			logger.error("Election '{}': the status file {} cannot be {} ({}); it is tried again", this.election.name(),
					this.file, what, ex.toString());
		}
		this.failed = true;
	}

	private void submit(Runnable work) {
		try {
			this.executor.execute(work);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Election '{}': the status file is settled", this.election.name(), ex);
		}
	}

	private void schedule(long millis) {
		if (this.nextLook != null) {
			this.nextLook.cancel(false);
		}
		try {
			this.nextLook = this.executor.schedule(() -> {
				if (this.shown == NONE) {
					remove();
				}
				else {
					look();
				}
			}, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Election '{}': the status file is settled", this.election.name(), ex);
		}
	}

	@Override
	public String toString() {
		return "status file " + this.file;
	}

}
