package io.leader.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * Ends the process when it stops leading, with the exit code {@value #EXIT_CODE}, so that
 * whoever runs it starts it anew.
 * <p>
 * The process exits in an orderly way, which stops the application. Until the election is
 * stopped in turn, its term counts as a guarded call that runs: so the lock is not
 * released before, within the bounds of the shutdown timeout and the lease. A process
 * that takes longer than it may is halted, at once if it was frozen until its lease was
 * over. All this waits for no other listener.
 */
public final class ExitOnRevoked implements LeaderElectionListener {

	/**
	 * What the process ends with: the code that sysexits.h calls a temporary failure,
	 * after which one is to try again.
	 */
	public static final int EXIT_CODE = 75;

	private static final Logger logger = LoggerFactory.getLogger(ExitOnRevoked.class);

	private final Supplier<CompletableFuture<Void>> stop;

	private final Duration longest;

	private final IntConsumer exit;

	private final IntConsumer halt;

	private final AtomicBoolean ending = new AtomicBoolean();

	/**
	 * Creates a listener.
	 * @param stop gives what completes when the life cycle of the elections stops
	 * @param longest how long the exit may take, and never longer than what is left of
	 * the lease
	 * @param exit ends this process in an orderly way
	 * @param halt ends this process at once
	 */
	public ExitOnRevoked(Supplier<CompletableFuture<Void>> stop, Duration longest, IntConsumer exit, IntConsumer halt) {
		this.stop = stop;
		this.longest = longest;
		this.exit = exit;
		this.halt = halt;
	}

	@Override
	@SuppressWarnings({ "MustBeClosedChecker", "FutureReturnValueIgnored" })
	public void onGranted(LeaderElection election, long fencingToken) {
		this.ending.set(false);
		GuardedCall term = election.enter();
		if (term == null) {
			// It is over already, and the news of that may not be told.
			endNow(election);
			return;
		}
		term.onRevoked(() -> end(election).whenComplete((done, failure) -> term.close()));
	}

	/**
	 * Should there have been no thread to tell the guarded call on.
	 */
	@Override
	public void onRevoked(LeaderElection election) {
		endNow(election);
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void endNow(LeaderElection election) {
		end(election);
	}

	private CompletableFuture<Void> end(LeaderElection election) {
		CompletableFuture<Void> stopped = this.stop.get();
		if (!stopped.isDone() && this.ending.compareAndSet(false, true)) {
			// First what nothing can hold up; a full appender may hold up the log.
			Duration lease = election.leaseRemaining();
			Duration most = (lease.compareTo(this.longest) < 0) ? lease : this.longest;
			CompletableFuture.delayedExecutor(most.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
				.execute(() -> this.halt.accept(EXIT_CODE));
			Thread exiting = new Thread(() -> this.exit.accept(EXIT_CODE), "leader-exit");
			exiting.setDaemon(true);
			exiting.start();
			logger.warn("Election '{}': this process no longer leads and exits with code {} (leader.on-revoked=exit)",
					election.name(), EXIT_CODE);
		}
		return stopped;
	}

	@Override
	public String toString() {
		return "the end of this process";
	}

}
