package io.leader.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.leader.engine.machine.Rules;
import io.leader.lock.ElectionLock;

/**
 * What the parts of one candidate share.
 *
 * @param settings its settings
 * @param lock what it competes for
 * @param runtime its time, threads, and chance
 * @param log its log
 * @param counters what has happened to it
 * @param authority its authority
 * @param origin the reading of the monotonic clock at its creation, from which the
 * machine counts
 */
record Candidate(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, ElectionLog log,
		ElectionCounters counters, SharedAuthority authority, long origin) {

	/** Longer than anybody waits, and short enough to add up. */
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
	 * Nanoseconds since this candidate was created, on the monotonic clock.
	 */
	long now() {
		return this.runtime.clock().nanoTime() - this.origin;
	}

	/**
	 * How far the wall clock is ahead of the monotonic one.
	 * @param now a reading of the monotonic clock, as {@link #now()} counts
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
	 * What becomes of a lock that this candidate does not release.
	 */
	String whatBecomesOfTheLock() {
		return this.lock.isHeldForLife() ? "The lock stays held for now." : "The lock is left to expire.";
	}

}
