package io.leader.guard;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.OptionalLong;

import io.leader.election.ElectionStatistics;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.engine.LeaseBoundCall;
import io.leader.lock.LockCoordinates;

/**
 * An election whose outcome is controlled by a test.
 */
final class TestElection implements LeaderElection {

	private final String name;

	private final Set<Call> running = ConcurrentHashMap.newKeySet();

	private volatile boolean leading;

	TestElection(String name) {
		this.name = name;
	}

	TestElection lead() {
		this.leading = true;
		return this;
	}

	void revoke() {
		this.leading = false;
		this.running.forEach((call) -> {
			if (call.action != null) {
				call.action.run();
			}
		});
	}

	int running() {
		return this.running.size();
	}

	/**
	 * Simulates the expiration of the lease after the end of the term: closes the calls
	 * that remain open until the lease expires.
	 */
	void endLease() {
		this.running.removeIf((call) -> call.endsWithLease);
	}

	private final class Call implements LeaseBoundCall {

		private volatile Runnable action;

		private volatile boolean endsWithLease;

		@Override
		public void onRevoked(Runnable action) {
			this.action = action;
		}

		@Override
		public void endWithLease() {
			this.endsWithLease = true;
		}

		@Override
		public void close() {
			TestElection.this.running.remove(this);
		}

	}

	@Override
	public GuardedCall enter() {
		if (!this.leading) {
			return null;
		}
		Call call = new Call();
		this.running.add(call);
		return call;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String identity() {
		return "me";
	}

	@Override
	public boolean isLeader() {
		return this.leading;
	}

	@Override
	public RemainingTime leaseRemaining() {
		return RemainingTime.NONE;
	}

	@Override
	public LeaderElectionStatus status() {
		return LeaderElectionStatus.builder(this.name, "me", new LockCoordinates("test", this.name, null))
			.leader(this.leading ? "me" : "other")
			.leading(this.leading)
			.build();
	}

	@Override
	public OptionalLong fencingToken() {
		return this.leading ? OptionalLong.of(7) : OptionalLong.empty();
	}

	@Override
	public boolean yieldLeadership() {
		return false;
	}

	@Override
	public boolean yieldLeadership(Duration stayOut) {
		return false;
	}

	@Override
	public boolean endAbsence() {
		return false;
	}

	@Override
	public ElectionStatistics statistics() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void addListener(LeaderElectionListener listener) {
	}

	@Override
	public void removeListener(LeaderElectionListener listener) {
	}

}
