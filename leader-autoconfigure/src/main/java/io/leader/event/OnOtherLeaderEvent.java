package io.leader.event;

import java.io.Serial;

import org.springframework.integration.leader.event.AbstractLeaderEvent;

import io.leader.election.LeaderElection;

/**
 * Published when another candidate is observed to lead an election in which this
 * application takes part.
 *
 * @since 0.1.0
 */
public final class OnOtherLeaderEvent extends AbstractLeaderEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String leader;

	/**
	 * Creates an event.
	 * @param election the election, whose name is the role
	 * @param leader the identity of the other candidate
	 */
	public OnOtherLeaderEvent(LeaderElection election, String leader) {
		super(election, new ElectionContext(election), election.name());
		this.leader = leader;
	}

	/**
	 * Returns the election, which is the source of this event.
	 * @return the election
	 */
	public LeaderElection getElection() {
		return (LeaderElection) getSource();
	}

	/**
	 * Returns the identity of the other candidate.
	 * @return the identity of the observed leader
	 */
	public String getLeader() {
		return this.leader;
	}

	@Override
	public String toString() {
		return "OnOtherLeaderEvent [role=" + getRole() + ", leader=" + this.leader + "]";
	}

}
