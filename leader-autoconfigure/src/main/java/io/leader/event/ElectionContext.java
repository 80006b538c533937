package io.leader.event;

import org.springframework.integration.leader.Context;

import io.leader.election.LeaderElection;

/**
 * Spring Integration's view of an election. It always reflects the current state, no
 * matter when the event that carries it was published.
 *
 * @param election the election
 */
record ElectionContext(LeaderElection election) implements Context {

	@Override
	public boolean isLeader() {
		return this.election.isLeader();
	}

	@Override
	public void yield() {
		this.election.yieldLeadership();
	}

	@Override
	public String getRole() {
		return this.election.name();
	}

	@Override
	public String toString() {
		return "ElectionContext [role=" + getRole() + ", identity=" + this.election.identity() + ", isLeader="
				+ isLeader() + "]";
	}

}
