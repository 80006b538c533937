package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics;
import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.LeaderElectionStatusBuilder;
import io.leader.election.ManualElection;
import io.leader.election.RemainingTime;
import io.leader.lock.LockCoordinates;

/**
 * An election without a lock and without competing candidates: for tests, which decide
 * its outcome, and for applications whose election is disabled.
 * <p>
 * {@link #grant()} and {@link #revoke()} notify the listeners on the given executor.
 * Concurrent calls are serialized, and so are the notifications.
 */
public final class LocklessElection implements ManagedElection, ManualElection {

	private record Grant(GuardedCalls term, CompletableFuture<Void> idle, Instant since) {
	}

	private final String name;

	private final String identity;

	private final boolean leadsFirst;

	private final boolean yields;

	private final Duration shutdownTimeout;

	private final Executor executor;

	private final EventQueue events;

	private final ElectionRuntime runtime;

	private final ElectionCounters statistics = new ElectionCounters();

	private final AtomicLong tokens = new AtomicLong();

	private final List<LeadershipSign> signs = new CopyOnWriteArrayList<>();

	private volatile @Nullable Grant grant;

	private boolean notified;

	/** Completes when all terms so far have ended and their calls have finished. */
	private CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);

	/**
	 * Creates an election.
	 * @param name the name of the election
	 * @param identity the identity of this candidate
	 * @param leadsFirst whether this candidate leads initially: from its creation if a
	 * test decides the outcome, and otherwise from its start
	 * @param yields whether a test decides the outcome, in which case this candidate can
	 * yield
	 * @param shutdownTimeout how long a stop waits for guarded calls, and for listeners
	 * on other threads
	 * @param runtime supplies the clock, the log, and the timer for retries and stops
	 * @param executor runs the listeners and notifies guarded calls of a revocation
	 */
	LocklessElection(String name, String identity, boolean leadsFirst, boolean yields, Duration shutdownTimeout,
			ElectionRuntime runtime, Executor executor) {
		this.name = name;
		this.identity = identity;
		this.leadsFirst = leadsFirst;
		this.yields = yields;
		this.shutdownTimeout = shutdownTimeout;
		this.executor = executor;
		this.runtime = runtime;
		this.events = new EventQueue(name, executor, runtime::soon, new ElectionLog(runtime.log()));
		this.grant = (leadsFirst && yields) ? newGrant() : null;
	}

	private Grant newGrant() {
		this.statistics.claimed(0, 0);
		this.statistics.begun(0);
		long number = this.tokens.incrementAndGet();
		CompletableFuture<Void> idle = new CompletableFuture<>();
		GuardedCalls term = new GuardedCalls(number, number, () -> idle.complete(null), this.executor, this.statistics)
			.open();
		this.drained = CompletableFuture.allOf(this.drained, idle);
		return new Grant(term, idle, Instant.ofEpochMilli(this.runtime.clock().currentTimeMillis()));
	}

	@Override
	public synchronized void grant() {
		Grant current = this.grant;
		if (current == null) {
			current = newGrant();
			this.grant = current;
			this.notified = false;
		}
		if (!this.notified) {
			this.notified = true;
			long token = current.term().fencingToken();
			this.events.granted((listener) -> listener.onGranted(this, token));
		}
	}

	@Override
	public void revoke() {
		revoke(RevocationCause.LOST, () -> {
		});
	}

	private synchronized boolean revoke(RevocationCause cause, Runnable done) {
		Grant current = this.grant;
		if (current == null) {
			done.run();
			return false;
		}
		this.signs.forEach(LeadershipSign::hide);
		this.grant = null;
		this.statistics.ended(cause);
		boolean unnotified = !this.notified;
		try {
			current.term().end(this.runtime::soon);
			current.term().closeLeaseBound();
		}
		finally {
			if (current.term().running() == 0) {
				current.idle().complete(null);
			}
			this.events.revoked((listener) -> {
				if (!unnotified) {
					listener.onRevoked(this);
				}
			}, done);
		}
		return true;
	}

	/**
	 * Returns whether this election is controlled by a test, as opposed to being
	 * disabled.
	 * @return {@code true} if a test decides the outcome
	 */
	public boolean isDecidedByTest() {
		return this.yields;
	}

	@Override
	public void reset() {
		if (this.leadsFirst) {
			grant();
		}
		else {
			revoke();
		}
	}

	@Override
	public void addSign(LeadershipSign sign) {
		this.signs.add(sign);
	}

	@Override
	public void start() {
		reset();
	}

	@Override
	public boolean hasStarted() {
		return true;
	}

	@Override
	public synchronized CompletableFuture<Void> stop() {
		CompletableFuture<Void> notified = new CompletableFuture<>();
		revoke(RevocationCause.STOPPED, () -> notified.complete(null));
		CompletableFuture<Void> stopped = CompletableFuture.allOf(notified, this.drained);
		this.runtime.completeWithin(this.shutdownTimeout, stopped);
		return stopped;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String identity() {
		return this.identity;
	}

	@Override
	public boolean isLeader() {
		return this.grant != null;
	}

	@Override
	public LeaderElectionStatus status() {
		Grant current = this.grant;
		LeaderElectionStatusBuilder status = LeaderElectionStatus.builder(this.name, this.identity,
				new LockCoordinates("none", this.name, null));
		if (current != null) {
			status.leader(this.identity)
				.leading(true)
				.since(current.since())
				.authorityRemaining(RemainingTime.UNLIMITED)
				.fencingToken(current.term().fencingToken());
		}
		return status.build();
	}

	@Override
	public OptionalLong fencingToken() {
		Grant current = this.grant;
		return (current != null) ? OptionalLong.of(current.term().fencingToken()) : OptionalLong.empty();
	}

	/**
	 * Returns an unlimited time, since there is no lock that others could acquire.
	 */
	@Override
	public RemainingTime leaseRemaining() {
		return RemainingTime.UNLIMITED;
	}

	/**
	 * Ends this candidate's leadership until it is granted again. A disabled election
	 * does not yield, since there is no other candidate.
	 */
	@Override
	public boolean yieldLeadership() {
		return this.yields && revoke(RevocationCause.YIELDED, () -> {
		});
	}

	@Override
	public boolean yieldLeadership(Duration stayOut) {
		Election.requireNotNegative(stayOut, this.name);
		return yieldLeadership();
	}

	/**
	 * Returns {@code false}, since this candidate is never absent: a yield lasts until
	 * leadership is granted again.
	 */
	@Override
	public boolean endAbsence() {
		return false;
	}

	@Override
	public ElectionStatistics statistics() {
		return this.statistics;
	}

	@Override
	public @Nullable GuardedCall enter() {
		Grant current = this.grant;
		if (current != null) {
			GuardedCall call = current.term().enter();
			if (current.equals(this.grant)) {
				this.statistics.guarded(GuardedCallOutcome.PERMITTED);
				return call;
			}
			call.close();
		}
		this.statistics.guarded(GuardedCallOutcome.REFUSED);
		return null;
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
	public String toString() {
		return "election '" + this.name + "' without a lock";
	}

}
