package io.leader.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.leader.engine.machine.Rules;
import io.leader.lock.ElectionLock;

/**
 * The context shared by the parts of one candidate.
 *
 * @param settings its settings
 * @param lock the lock that it competes for
 * @param runtime its time, threads, and randomness
 * @param log its log
 * @param counters its statistics
 * @param authority its authority
 * @param origin the reading of the monotonic clock when the candidate was created, which
 * is the origin of the machine's times
 */
record Candidate(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, ElectionLog log,
		ElectionCounters counters, SharedAuthority authority, long origin) {

	/**
	 * The limit for the shutdown timeout and the spread: longer than any wait, and short
	 * enough that sums do not overflow.
	 */
	private static final Duration LONGEST = ChronoUnit.YEARS.getDuration().multipliedBy(50);

	static Candidate of(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime) {
		ElectionCounters counters = new ElectionCounters();
		return new Candidate(settings, lock, runtime, new ElectionLog(runtime.log()), counters,
				new SharedAuthority(runtime.clock(), counters, settings.timings().leaseInForce()),
				runtime.clock().nanoTime());
	}

	String name() {
		return this.settings.name();
	}

	/**
	 * Returns the nanoseconds since this candidate was created, on the monotonic clock.
	 */
	long now() {
		return this.runtime.clock().nanoTime() - this.origin;
	}

	/**
	 * Returns how far the wall clock is ahead of the monotonic one, in nanoseconds.
	 * @param now a reading of the monotonic clock, relative to the same origin as
	 * {@link #now()}
	 */
	long clocksApart(long now) {
		return TimeUnit.MILLISECONDS.toNanos(this.runtime.clock().currentTimeMillis()) - now;
	}

	Rules rules() {
		ElectionTimings timings = this.settings.timings();
		List<Long> backoffs = timings.retryBackoffs().stream().map(Duration::toNanos).toList();
		return new Rules(timings.leaseDuration().toNanos(), timings.leaseDurationSeconds(),
				timings.renewDeadline().toNanos(), timings.retryPeriod().toNanos(), backoffs,
				nanos(this.settings.shutdownTimeout()), nanos(this.settings.spread()), this.settings.releaseOnStop(),
				this.settings.forLife(),
				new Rules.Traits(this.lock.isHeldForLife(), this.lock.verifiesHolder(), this.lock.timeResolution()));
	}

	private static long nanos(Duration span) {
		return ((span.compareTo(LONGEST) < 0) ? span : LONGEST).toNanos();
	}

	/**
	 * Returns a sentence that describes what happens to a lock that this candidate does
	 * not release.
	 */
	String unreleasedLockSentence() {
		return this.lock.isHeldForLife() ? "The lock remains held for now." : "The lock is left to expire.";
	}

}
