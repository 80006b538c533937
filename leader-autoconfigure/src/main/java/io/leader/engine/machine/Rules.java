package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;

/**
 * The settings that do not change while a candidate exists. Spans are in nanoseconds.
 *
 * @param leaseDuration the configured lease duration
 * @param leaseDurationSeconds the lease duration as stored in a record, in seconds,
 * rounded up
 * @param renewDeadline how long authority lasts after the last acknowledged write was
 * sent, unless the lock is held for life
 * @param retryPeriod the pause between attempts
 * @param retryBackoffs the pauses after consecutive errors, except for errors of a
 * release; if empty, the pauses begin with the retry period and double with each error up
 * to a limit, except that a renewal is retried after each retry period
 * @param shutdownTimeout how long a term or a candidacy may take to end
 * @param spread the extra wait before a claim, for each other election that this process
 * leads or whose lock it has claimed
 * @param releasesOnStop whether a candidate that stops releases the lock, unless it leads
 * for life
 * @param leadsForLife whether a leader neither yields nor releases the lock
 * @param lock the traits of the lock
 */
public record Rules(long leaseDuration, int leaseDurationSeconds, long renewDeadline, long retryPeriod,
		List<Long> retryBackoffs, long shutdownTimeout, long spread, boolean releasesOnStop, boolean leadsForLife,
		Traits lock) {

	private static final int MAX_DOUBLINGS = 10;

	private static final long SECOND = 1_000_000_000;

	/**
	 * The traits of a lock.
	 *
	 * @param heldForLife whether records do not expire
	 * @param verifiesHolder whether a read determines if the holder is gone
	 * @param timeResolution the resolution at which times are stored
	 */
	public record Traits(boolean heldForLife, boolean verifiesHolder, Duration timeResolution) {
	}

	/**
	 * Creates the rules with an immutable copy of the list.
	 */
	public Rules {
		retryBackoffs = List.copyOf(retryBackoffs);
	}

	/**
	 * Returns the lease duration in this candidate's records, which other candidates wait
	 * out, in nanoseconds.
	 */
	long lease() {
		return this.leaseDurationSeconds * SECOND;
	}

	/**
	 * Returns how much longer a process waits before a claim if it already leads other
	 * elections.
	 * @param othersLed how many other elections it leads or whose locks it has claimed
	 * @return the extra wait, in nanoseconds; at most one lease duration
	 */
	public long extraWait(int othersLed) {
		boolean exceedsLease = othersLed > 0 && this.spread > lease() / othersLed;
		return exceedsLease ? lease() : othersLed * this.spread;
	}

	boolean releasesAtStop() {
		return this.releasesOnStop && !this.leadsForLife;
	}

	boolean listsBackoffs() {
		return !this.retryBackoffs.isEmpty();
	}

	/**
	 * Returns the pause after a failure as a window from half of the pause to the full
	 * pause, which the caller shifts to a point in time. The pause is a configured one,
	 * or grows exponentially up to a limit.
	 * @param failures the number of previous consecutive failures
	 * @param limit the longest pause if no pauses are configured, unless the retry period
	 * is longer
	 */
	Window pause(int failures, long limit) {
		long pause = listsBackoffs() ? this.retryBackoffs.get(Math.min(failures, this.retryBackoffs.size() - 1))
				: doubledRetryPeriod(Math.min(failures, MAX_DOUBLINGS), Math.max(limit, this.retryPeriod));
		return new Window(pause / 2, pause / 2 + pause / 2);
	}

	private long doubledRetryPeriod(int times, long limit) {
		return (this.retryPeriod > limit >> times) ? limit : this.retryPeriod << times;
	}

}
