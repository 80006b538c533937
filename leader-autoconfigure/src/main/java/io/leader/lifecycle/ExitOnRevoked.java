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
import io.leader.engine.GuardedThread;

/**
 * Ends the process when it stops leading, with the exit code {@value #EXIT_CODE}, so that
 * its supervisor restarts it.
 * <p>
 * The process exits in an orderly way, which stops the application. Until the elections
 * are about to stop, the term counts as a guarded call in progress, so that the lock is
 * not released earlier. A process that takes too long to exit is halted. A process that
 * was frozen until its lease expired is halted immediately. The exit does not wait for
 * other listeners or for the log, since it runs on threads that are created when
 * leadership is granted. One of these threads also checks the authority, so that the end
 * of the authority is detected even without a notification.
 */
public final class ExitOnRevoked implements LeaderElectionListener {

	/**
	 * The exit code: {@code EX_TEMPFAIL} of sysexits.h, a temporary failure after which
	 * the caller should try again.
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
	 * @param stop supplies a future that completes when the lifecycle of the elections is
	 * about to stop
	 * @param longest the longest time that the exit may take, limited to the rest of the
	 * lease
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
			// The term has already ended, and its end might never be reported.
			present.end();
			return;
		}
		// Other listeners run on this thread, too, and their transactions are not part of
		// this call.
		GuardedThread.leave(term);
		term.onRevoked(present::end);
		stopped.whenComplete((done, failure) -> term.close());
	}

	/**
	 * Ends the process in case no thread was available to notify the guarded call.
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
		return "process exit";
	}

}
