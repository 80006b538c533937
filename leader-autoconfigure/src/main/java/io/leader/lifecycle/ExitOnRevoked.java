package io.leader.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.engine.ElectionClock;

/**
 * Ends the process when it stops leading, with the exit code {@value #EXIT_CODE}, so that
 * its supervisor starts it again.
 * <p>
 * The process exits in an orderly way, which stops the application. Until the election is
 * stopped in turn, its term counts as a guarded call that runs: so the lock is not
 * released before, within the bounds of the shutdown timeout and the lease. A process
 * that takes longer than it may is halted, at once if it was frozen until its lease was
 * over. All this waits for no other listener, and for no log: it happens on threads that
 * exist since the grant, one of which also looks at the authority itself.
 */
public final class ExitOnRevoked implements LeaderElectionListener {

	/**
	 * What the process ends with: the code that sysexits.h calls a temporary failure,
	 * after which one is to try again.
	 */
	public static final int EXIT_CODE = 75;

	private final Supplier<CompletableFuture<Void>> stop;

	private final Duration longest;

	private final ProcessEnd process;

	private final ElectionClock clock;

	private final ThreadFactory threads;

	private volatile @Nullable ExitStandby standby;

	/**
	 * Creates a listener.
	 * @param stop gives what completes when the life cycle of the elections stops
	 * @param longest how long the exit may take, and never longer than what is left of
	 * the lease
	 * @param process ends this process
	 */
	public ExitOnRevoked(Supplier<CompletableFuture<Void>> stop, Duration longest, ProcessEnd process) {
		this(stop, longest, process, ElectionClock.system(), Thread::new);
	}

	ExitOnRevoked(Supplier<CompletableFuture<Void>> stop, Duration longest, ProcessEnd process, ElectionClock clock,
			ThreadFactory threads) {
		this.stop = stop;
		this.longest = longest;
		this.process = process;
		this.clock = clock;
		this.threads = threads;
	}

	@Override
	@SuppressWarnings({ "MustBeClosedChecker", "FutureReturnValueIgnored" })
	public void onGranted(LeaderElection election, long fencingToken) {
		CompletableFuture<Void> stopped = this.stop.get();
		ExitStandby present = new ExitStandby(election, this.longest, this.process, this.clock, this.threads);
		this.standby = present;
		present.prepare();
		stopped.whenComplete((done, failure) -> present.dismiss());
		GuardedCall term = election.enter();
		if (term == null) {
			// It is over already, and the news of that may not be told.
			present.end();
			return;
		}
		term.onRevoked(present::end);
		stopped.whenComplete((done, failure) -> term.close());
	}

	/**
	 * Should there have been no thread to tell the guarded call on.
	 */
	@Override
	public void onRevoked(LeaderElection election) {
		ExitStandby present = this.standby;
		if (present != null) {
			present.end();
		}
	}

	@Override
	public String toString() {
		return "the end of this process";
	}

}
