package io.leader.event;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

import io.leader.election.LeaderElection;

/**
 * Another candidate was seen to lead an election in which this application takes part.
 */
public final class OtherLeaderEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient LeaderElection election;

	private final String leader;

	/**
	 * Creates an event.
	 * @param election the election
	 * @param leader the identity of the other candidate
	 */
	public OtherLeaderEvent(LeaderElection election, String leader) {
		super(election.name());
		this.election = election;
		this.leader = leader;
	}

	/**
	 * The election.
	 * @return the election
	 */
	public LeaderElection getElection() {
		return this.election;
	}

	/**
	 * The election's name, under which {@code OnGrantedEvent} and {@code OnRevokedEvent}
	 * have it too.
	 * @return the role
	 */
	public String getRole() {
		return (String) getSource();
	}

	/**
	 * The identity of the other candidate.
	 * @return the leader as seen
	 */
	public String getLeader() {
		return this.leader;
	}

	@Override
	public String toString() {
		return "OtherLeaderEvent [role=" + getRole() + ", leader=" + this.leader + "]";
	}

}
