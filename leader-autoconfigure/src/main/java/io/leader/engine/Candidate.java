package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.leader.lock.ElectionLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException;

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

	final ElectionCounters statistics = new ElectionCounters();

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

	private long askedUntil;

	private final List<LeadershipSign> signs = new CopyOnWriteArrayList<>();

	private final long origin;

	/** Under what name this candidate campaigns. */
	final Campaign campaign;

	Candidate(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, Load load) {
		this.settings = settings;
		this.lock = lock;
		this.runtime = runtime;
		this.load = load;
		this.log = new ElectionLog(runtime.log());
		this.problems = new Problems(settings.name(), this.log, this::now);
		this.campaign = new Campaign(settings, runtime, lock);
		this.own = this.campaign.own();
		this.memory = new LockMemory(settings.timings().leaseInForce(), lock.isHeldForLife(), this.own);
		this.origin = runtime.clock().nanoTime();
	}

	/** This candidate's name in the record. From any thread. */
	String identity() {
		return this.campaign.identity();
	}

	InstanceMark mark() {
		return this.campaign.mark();
	}

	RandomGenerator random() {
		return this.campaign.random();
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
		return new Backoff(this.settings.timings(), limit, this::random);
	}

	/**
	 * Whether a holder is waited out. One that becomes known while a claim is in progress
	 * may lead, whatever became of the lock since.
	 */
	boolean isAnotherKnown() {
		return this.memory.remaining(now()) > 0;
	}

	/**
	 * How long a failed call's other side asked to be left alone, in nanoseconds: at most
	 * a lease, so that nobody can keep this candidate away. Claims wait for so long.
	 */
	long asked(LockException failure) {
		Duration asked = failure.retryAfter();
		Duration lease = this.settings.timings().leaseInForce();
		if (asked == null || asked.isNegative()) {
			return 0;
		}
		long pause = ((asked.compareTo(lease) < 0) ? asked : lease).toNanos();
		this.askedUntil = Math.max(this.askedUntil, now() + pause);
		return pause;
	}

	/**
	 * Until when the other side asked not to be sent claims, also in a term before.
	 */
	long askedUntil() {
		return this.askedUntil;
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

	/**
	 * What becomes of a lock that this candidate does not release.
	 */
	String whatBecomesOfTheLock() {
		return isHeldForLife() ? "The lock stays held for now." : "The lock is left to expire.";
	}

	String name() {
		return this.settings.name();
	}

	/**
	 * Does not campaign for a while. On the engine's thread.
	 */
	void stayOut(long until) {
		this.outUntil = Math.max(this.outUntil, until);
	}

	/**
	 * Ends the absence that was asked for. On the engine's thread.
	 */
	void endAbsence() {
		this.outUntil = Math.min(this.outUntil, now());
	}

}
