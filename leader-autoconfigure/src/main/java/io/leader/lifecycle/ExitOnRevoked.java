package io.leader.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * Ends the process when it stops leading, with the exit code {@value #EXIT_CODE}, so that
 * whoever runs it starts it anew.
 * <p>
 * The process exits in an orderly way, which stops the application, and this listener
 * returns only when the election is stopped in turn: until then the lock is not released,
 * within the bounds of the shutdown timeout and the lease. A process that takes longer
 * than it may is halted.
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

	/**
	 * Creates a listener.
	 * @param stop gives what completes when the life cycle of the elections stops
	 * @param longest how long the exit may take: no longer than from the end of an
	 * authority to the end of its lease
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
	public void onRevoked(LeaderElection election) {
		CompletableFuture<Void> stopped = this.stop.get();
		if (stopped.isDone()) {
			// The application stops anyway.
			return;
		}
		logger.warn("Election '{}': this process no longer leads and exits with code {} (leader.on-revoked=exit)",
				election.name(), EXIT_CODE);
		CompletableFuture.delayedExecutor(this.longest.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
			.execute(() -> this.halt.accept(EXIT_CODE));
		Thread exiting = new Thread(() -> this.exit.accept(EXIT_CODE), "leader-exit");
		exiting.setDaemon(true);
		exiting.start();
		stopped.join();
	}

	@Override
	public String toString() {
		return "the end of this process";
	}

}
