package io.leader.engine;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics;
import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.engine.Problems.Aspect;
import io.leader.lock.ElectionLock;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * What the application sees of a candidate: looks at the authority and the clock, and
 * never waits for the engine.
 */
final class Election implements ManagedElection {

	private final Candidate candidate;

	private final EventQueue events;

	private final Announcer announcer;

	private final Elector elector;

	Election(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, Load load) {
		this(settings, lock, runtime, load, null);
	}

	/**
	 * Creates an election.
	 * @param self what listeners are told of, or {@code null} for this
	 */
	Election(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, Load load,
			@Nullable LeaderElection self) {
		this.candidate = new Candidate(settings, lock, runtime, load);
		this.events = new EventQueue(settings.name(), runtime.listeners(), runtime::soon, this.candidate.log);
		this.announcer = new Announcer(this.candidate, this.events, (self != null) ? self : this);
		this.elector = new Elector(this.candidate, this.announcer);
	}

	@Override
	public String name() {
		return this.candidate.settings.name();
	}

	@Override
	public String identity() {
		return this.candidate.identity();
	}

	@Override
	public boolean isLeader() {
		Authority held = this.candidate.authority.get();
		return held != null && held.holds(this.candidate.runtime.clock());
	}

	@Override
	public LeaderElectionStatus status() {
		return this.announcer.status();
	}

	@Override
	public OptionalLong fencingToken() {
		Authority held = this.candidate.authority.get();
		return (held != null && held.holds(this.candidate.runtime.clock()))
				? OptionalLong.of(held.term().fencingToken()) : OptionalLong.empty();
	}

	@Override
	public Duration leaseRemaining() {
		return this.candidate.leaseRemaining();
	}

	@Override
	public boolean yield() {
		Authority held = this.candidate.settings.forLife() ? null : this.candidate.authority.get();
		// What has expired is not given up but lost, and the engine sees to that. A
		// renewal may come in between.
		while (held != null && held.holds(this.candidate.runtime.clock())) {
			this.candidate.hideSigns();
			if (this.candidate.authority.compareAndSet(held, null)) {
				this.elector.wake();
				return true;
			}
			held = this.candidate.authority.get();
		}
		return false;
	}

	@Override
	@SuppressWarnings("NamedLikeContextualKeyword")
	public boolean yield(Duration stayOut) {
		if (stayOut.isNegative()) {
			throw new IllegalArgumentException("A candidate cannot stay out for a negative time (" + stayOut + ").");
		}
		Duration absence = (stayOut.compareTo(LONGEST_ABSENCE) < 0) ? stayOut : LONGEST_ABSENCE;
		long until = this.candidate.now() + absence.toNanos();
		boolean led = this.yield();
		this.elector.wish(() -> this.candidate.stayOut(until));
		return led;
	}

	@Override
	public boolean endAbsence() {
		boolean absent = this.candidate.now() < this.candidate.outUntil;
		this.elector.wish(this.candidate::endAbsence);
		return absent;
	}

	@Override
	public ElectionStatistics statistics() {
		return this.candidate.statistics;
	}

	@Override
	public @Nullable GuardedCall enter() {
		Authority held = this.candidate.authority.get();
		if (held != null) {
			GuardedCall call = held.term().enter();
			if (isLeaderIn(held.term())) {
				this.candidate.statistics.guarded(GuardedCallOutcome.PERMITTED);
				return call;
			}
			call.close();
		}
		this.candidate.statistics.guarded(GuardedCallOutcome.REFUSED);
		return null;
	}

	private boolean isLeaderIn(Term term) {
		Authority held = this.candidate.authority.get();
		return held != null && held.term() == term && held.holds(this.candidate.runtime.clock());
	}

	@Override
	public void addListener(LeaderElectionListener listener) {
		this.events.add(listener);
	}

	@Override
	public void removeListener(LeaderElectionListener listener) {
		this.events.remove(listener);
	}

	@Override
	public void addSign(LeadershipSign sign) {
		this.candidate.addSign(sign);
	}

	@Override
	public void start() {
		this.elector.start();
	}

	@Override
	public CompletableFuture<Void> stop() {
		return this.elector.stop();
	}

	/**
	 * Tells the listeners of another leader that was seen elsewhere.
	 */
	void tellOfOther(String leader) {
		this.announcer.tellOfOther(leader);
	}

	/**
	 * Whether somebody is seen to hold the lock and nothing says otherwise. On the
	 * engine's thread.
	 */
	boolean isHeldByAnybody() {
		LockSnapshot seen = this.candidate.memory.seen();
		LockRecord record = (seen != null) ? seen.record() : null;
		Problems problems = this.candidate.problems;
		return isLeader() || (record != null && !record.isFree() && problems.of(Aspect.RECORD) == null
				&& problems.of(Aspect.READ) == null && problems.of(Aspect.WRITE) == null);
	}

	boolean isHeldForLife() {
		return this.candidate.isHeldForLife();
	}

	/**
	 * Reads the lock soon. On the engine's thread.
	 */
	void lookAgain() {
		this.elector.lookAgain();
	}

	/**
	 * Completes when the listeners have been told all that has happened.
	 */
	CompletableFuture<Void> told() {
		return this.events.told();
	}

	@Override
	public String toString() {
		return "election '" + name() + "' as '" + identity() + "'";
	}

}
