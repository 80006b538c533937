package io.leader.election;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * One candidate's part in one election.
 * <p>
 * At any instant at most one candidate of an election answers {@link #isLeader()} with
 * {@code true}, provided that no candidate's monotonic clock runs faster than another's
 * by more than the ratio of lease duration to renew deadline. Safe for use by several
 * threads; no method blocks or waits for another thread, except that a yield waits
 * briefly for the removal of the status file, if there is one.
 */
public interface LeaderElection {

	/**
	 * The longest absence that {@link #yieldLeadership(Duration)} honors: 1000 days.
	 */
	Duration LONGEST_ABSENCE = Duration.ofDays(1000);

	/**
	 * The election's name.
	 * @return the name
	 */
	String name();

	/**
	 * This candidate's name in the record.
	 * @return the identity
	 */
	String identity();

	/**
	 * Whether this candidate may act as leader now. Compares the end of its authority
	 * with the clock on each call: the answer turns {@code false} in time even when every
	 * thread of the election is stuck.
	 * @return {@code true} while the authority lasts
	 */
	boolean isLeader();

	/**
	 * What this candidate knows of the election, from its own memory: no request is made.
	 * @return the status now
	 */
	LeaderElectionStatus status();

	/**
	 * The number that goes with the present grant, strictly larger than that of every
	 * earlier grant of this election. Write it beside what you write as leader, and
	 * refuse a write with a smaller one: that protects storage from a leader that was
	 * paused between its check and its write.
	 * @return the token, or empty if this candidate does not lead
	 */
	OptionalLong fencingToken();

	/**
	 * For how long no other candidate takes the lock that this one holds, or held when
	 * its authority ended: what must not run beside another leader has to be gone by
	 * then. Like the authority, the lease is measured on both clocks, and the one that
	 * has advanced further counts.
	 * @return what is left of the lease; nothing if it is over, if the lock was released,
	 * deleted or seen to be held by another candidate, or if this candidate never led;
	 * unlimited if the lock does not expire
	 */
	RemainingTime leaseRemaining();

	/**
	 * Gives up leadership and stays a candidate. The authority ends before this returns;
	 * listeners, running guarded calls and the release of the lock follow on other
	 * threads. This candidate campaigns again after one retry period, so that another can
	 * win.
	 * @return whether this candidate led; if not, nothing happens. A leader for life does
	 * not yield
	 */
	boolean yieldLeadership();

	/**
	 * Gives up leadership, if this candidate has it, and does not campaign for a while.
	 * Otherwise like {@link #yieldLeadership()}; a follower stays out, too. If there is
	 * no other candidate, there is no leader in the meantime.
	 * @param stayOut for how long, but at least one retry period after a term; does not
	 * shorten a longer absence that was requested before. More than
	 * {@link #LONGEST_ABSENCE} counts as that.
	 * @return whether this candidate led
	 * @throws IllegalArgumentException if the duration is negative
	 */
	boolean yieldLeadership(Duration stayOut);

	/**
	 * Ends the absence that {@link #yieldLeadership(Duration)} began: this candidate
	 * campaigns again at once, or one retry period after its term if that is later. It
	 * does not stop {@code leader.yield-when} from requesting another absence.
	 * @return whether this candidate was staying out
	 */
	boolean endAbsence();

	/**
	 * What has happened to this candidate so far.
	 * @return numbers that keep growing
	 */
	ElectionStatistics statistics();

	/**
	 * Begins some work if this candidate leads. What begins must be closed, on whatever
	 * thread, when the work has ended.
	 * <p>
	 * Call this on the thread that does the work: what fences the work, such as
	 * {@code leader.fencing.jdbc}, fences what this thread does from here on until the
	 * call is closed, and nothing that other threads do.
	 * @return the work, or {@code null} if this candidate does not lead
	 */
	@Nullable GuardedCall enter();

	/**
	 * Runs some work if this candidate leads. The lock is not released while the work
	 * runs, within the bounds of the shutdown timeout and the lease.
	 * @param work what to run, on the calling thread
	 * @return whether it ran
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
	 * Calls something if this candidate leads, like {@link #runIfLeader}.
	 * @param <T> what it returns
	 * @param work what to call, on the calling thread
	 * @return what it returned; empty if this candidate does not lead or it returned
	 * {@code null}
	 * @throws Exception whatever it throws
	 */
	default <T> Optional<T> callIfLeader(Callable<T> work) throws Exception {
		try (GuardedCall call = enter()) {
			return (call != null) ? Optional.ofNullable(work.call()) : Optional.empty();
		}
	}

	/**
	 * Registers a listener. It is told of what happens from now on.
	 * @param listener the listener
	 */
	void addListener(LeaderElectionListener listener);

	/**
	 * Removes a listener. It may still be told of what is already on its way.
	 * @param listener the listener
	 */
	void removeListener(LeaderElectionListener listener);

}
