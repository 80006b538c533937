package io.leader.election;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * One candidate's participation in one election.
 * <p>
 * At any instant, {@link #isLeader()} returns {@code true} for at most one candidate of
 * an election with a lock, provided that no candidate's monotonic clock runs faster than
 * another's by more than the ratio of lease duration to renew deadline. Exceptions to
 * this guarantee, such as a lock that is edited by hand while its leader is cut off, are
 * listed in {@code docs/safety.md}. Thread-safe. No method blocks or waits for another
 * thread, except that {@link #runIfLeader} and {@link #callIfLeader} run the given work,
 * and a yield waits briefly for the removal of the status file, if there is one.
 *
 * @since 0.1.0
 */
public interface LeaderElection {

	/**
	 * The longest absence that {@link #yieldLeadership(Duration)} honors: 1000 days.
	 */
	Duration LONGEST_ABSENCE = Duration.ofDays(1000);

	/**
	 * Returns the name of the election.
	 * @return the name
	 */
	String name();

	/**
	 * Returns this candidate's identity, under which it appears in the record.
	 * @return the identity
	 */
	String identity();

	/**
	 * Returns whether this candidate may act as leader now. Each call compares the end of
	 * the authority with the clock, so the result becomes {@code false} in time even if
	 * all threads of the election are blocked.
	 * @return {@code true} while the authority lasts
	 */
	boolean isLeader();

	/**
	 * Returns what this candidate knows about the election. The status is taken from
	 * memory; no request is sent.
	 * @return the current status
	 */
	LeaderElectionStatus status();

	/**
	 * Returns the fencing token of the current grant, which is strictly larger than that
	 * of every earlier grant of this election. Store the token with everything that you
	 * write as leader, and reject writes with a smaller token. This protects storage from
	 * a leader that was paused between its check and its write. In an election without a
	 * lock, tokens begin at 1 in each process.
	 * @return the token, or empty if this candidate does not lead
	 */
	OptionalLong fencingToken();

	/**
	 * Returns for how much longer no other candidate will acquire the lock that this
	 * candidate holds, or held when its authority ended. Work that must not run alongside
	 * another leader has to finish within this time. Like the authority, the lease is
	 * measured with both the monotonic clock and the wall clock, and the clock that has
	 * advanced further counts.
	 * @return the remaining lease; zero if it has expired, if the lock was released or
	 * was observed to be deleted, edited, or held by another candidate, or if this
	 * candidate never led; unlimited if the lock does not expire or there is no lock
	 */
	RemainingTime leaseRemaining();

	/**
	 * Gives up leadership, if this candidate has it, and remains a candidate. The
	 * authority ends before this method returns. Other threads then call the listeners,
	 * wait for guarded calls in progress, and release the lock. This candidate campaigns
	 * again after one retry period, so that another candidate can win.
	 * @return {@code true} if this candidate was the leader and is yielding; always
	 * {@code false} for a leader for life and in a disabled election
	 */
	boolean yieldLeadership();

	/**
	 * Gives up leadership, if this candidate has it, and does not campaign for the given
	 * time. A follower stays out, too. In all other respects, this method behaves like
	 * {@link #yieldLeadership()}. If there is no other candidate, there is no leader in
	 * the meantime.
	 * @param stayOut how long to stay out: at most {@link #LONGEST_ABSENCE} and, after a
	 * term, at least one retry period. A longer absence that was requested earlier is not
	 * shortened
	 * @return {@code true} if this candidate was the leader and is yielding
	 * @throws IllegalArgumentException if the duration is negative
	 */
	boolean yieldLeadership(Duration stayOut);

	/**
	 * Ends the absence that {@link #yieldLeadership(Duration)} began. This candidate
	 * campaigns again immediately, or one retry period after its term if that is later.
	 * If {@code leader.yield.when} is set, a health check may request another absence at
	 * any time.
	 * @return whether this candidate was staying out
	 */
	boolean endAbsence();

	/**
	 * Returns the statistics of this candidate.
	 * @return the cumulative counters
	 */
	ElectionStatistics statistics();

	/**
	 * Begins work that requires leadership, if this candidate leads. The returned call
	 * must be closed, on any thread, when the work has ended.
	 * <p>
	 * Call this method on the thread that does the work, since a fence such as
	 * {@code leader.fencing.jdbc} covers only what that thread does until the call is
	 * closed.
	 * @return the guarded call, or {@code null} if this candidate does not lead
	 */
	@Nullable GuardedCall enter();

	/**
	 * Runs the given work if this candidate leads. The lock is not released while the
	 * work runs. If the shutdown timeout or the lease expires first, the lock is not
	 * released at all.
	 * @param work the work to run on the calling thread
	 * @return whether the work ran
	 */
	default boolean runIfLeader(Runnable work) {
		try (GuardedCall call = enter()) {
			if (call == null) {
				return false;
			}
			work.run();
			return true;
		}
	}

	/**
	 * Runs the given work if this candidate leads, like {@link #runIfLeader}, and returns
	 * its result.
	 * @param <T> the type of the result
	 * @param work the work to run on the calling thread
	 * @return the result of the work; empty if this candidate does not lead or the result
	 * was {@code null}
	 * @throws Exception any exception that the work throws
	 */
	default <T> Optional<T> callIfLeader(Callable<T> work) throws Exception {
		try (GuardedCall call = enter()) {
			return (call != null) ? Optional.ofNullable(work.call()) : Optional.empty();
		}
	}

	/**
	 * Registers a listener, which is notified of all later changes.
	 * @param listener the listener
	 */
	void addListener(LeaderElectionListener listener);

	/**
	 * Removes a listener. Notifications that are already being delivered may still reach
	 * it.
	 * @param listener the listener
	 */
	void removeListener(LeaderElectionListener listener);

}
