package io.leader.election;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What the parts of one candidate share: its settings, its surroundings, its memory and
 * its present authority.
 */
final class Candidate {

	final ElectionSettings settings;

	final ElectionLock lock;

	final ElectionRuntime runtime;

	final ElectionLog log;

	final Problems problems;

	final OwnRecords own;

	final LockMemory memory;

	final ElectionStatistics statistics = new ElectionStatistics();

	final Load load;

	/** Until when this candidate was asked not to stand. Written by the engine. */
	volatile long outUntil;

	/**
	 * The one thing that the application's threads look at; everything else is confined
	 * to the engine's thread.
	 */
	final AtomicReference<@Nullable Authority> authority = new AtomicReference<>();

	private volatile @Nullable Authority lastAuthority;

	private volatile boolean leaseOver;

	private final List<LeadershipSign> signs = new CopyOnWriteArrayList<>();

	private final long origin;

	Candidate(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, Load load) {
		this.settings = settings;
		this.lock = lock;
		this.runtime = runtime;
		this.load = load;
		this.log = new ElectionLog(runtime.log());
		this.problems = new Problems(settings.name(), this.log, this::now);
		this.own = new OwnRecords(settings.identity(), settings.mark());
		this.memory = new LockMemory(settings.timings().leaseInForce(), lock.isHeldForLife(), this.own);
		this.origin = runtime.clock().nanoTime();
	}

	void addSign(LeadershipSign sign) {
		this.signs.add(sign);
	}

	/**
	 * Takes away what says outside that this candidate leads. From any thread, before the
	 * authority ends.
	 */
	void hideSigns() {
		this.signs.forEach(LeadershipSign::hide);
	}

	void endAuthority() {
		hideSigns();
		this.authority.set(null);
	}

	/**
	 * Notes an authority before it begins: however it ends, and whoever ends it, what is
	 * left of its lease is known then.
	 */
	void granted(Authority granted) {
		this.lastAuthority = granted;
		this.leaseOver = false;
	}

	/**
	 * Notes that others may hold the lock, whatever the clock says: it is released, gone,
	 * or was seen in other hands.
	 */
	void leaseOver() {
		this.leaseOver = true;
	}

	/**
	 * What is left of the lease of the present or the last authority. From any thread.
	 */
	Duration leaseRemaining() {
		Authority last = this.lastAuthority;
		if (last == null || this.leaseOver) {
			return Duration.ZERO;
		}
		if (last.spanNanos() == Authority.FOR_LIFE) {
			return ChronoUnit.FOREVER.getDuration();
		}
		long beyond = this.settings.timings().leaseInForce().toNanos() - last.spanNanos();
		return Duration.ofNanos(Math.max(0, last.remainingNanos(this.runtime.clock()) + beyond));
	}

	/**
	 * A backoff as the timings want it.
	 * @param limit the longest pause, unless the pauses are listed
	 */
	Backoff backoff(Duration limit) {
		return new Backoff(this.settings.timings(), limit, this.runtime.random());
	}

	/**
	 * Nanoseconds since this candidate was created, on the monotonic clock: starts at 0,
	 * so that plain comparison works.
	 */
	long now() {
		return this.runtime.clock().nanoTime() - this.origin;
	}

	/**
	 * A reading of the monotonic clock as {@link #now()} counts.
	 */
	long sinceOrigin(long nanoTime) {
		return nanoTime - this.origin;
	}

	Instant wallTime() {
		return Instant.ofEpochMilli(this.runtime.clock().currentTimeMillis());
	}

	long retryPeriod() {
		return this.settings.timings().retryPeriod().toNanos();
	}

	long renewDeadline() {
		return this.settings.timings().renewDeadline().toNanos();
	}

	boolean isHeldForLife() {
		return this.lock.isHeldForLife();
	}

	String name() {
		return this.settings.name();
	}

}
