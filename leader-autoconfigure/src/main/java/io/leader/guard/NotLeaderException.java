package io.leader.guard;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElection;

/**
 * Thrown when work that only the leader may run is requested while this process does not
 * lead.
 *
 * @since 0.1.0
 */
public class NotLeaderException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String election;

	private final String identity;

	private final @Nullable String leader;

	/**
	 * Creates an exception.
	 * @param election the election's name
	 * @param identity this process's identity in the election
	 * @param leader the last observed leader, if it is known and not this process
	 */
	public NotLeaderException(String election, String identity, @Nullable String leader) {
		super("'%s' does not lead election '%s'; %s.".formatted(identity, election,
				(leader != null) ? "the last known leader is '" + leader + "'" : "no leader is known"));
		this.election = election;
		this.identity = identity;
		this.leader = leader;
	}

	/**
	 * Creates an exception from the status of an election.
	 * @param election the election
	 * @return the exception
	 */
	public static NotLeaderException of(LeaderElection election) {
		String leader = election.status().leader();
		return new NotLeaderException(election.name(), election.identity(),
				election.identity().equals(leader) ? null : leader);
	}

	/**
	 * Returns the name of the election.
	 * @return the name
	 */
	public String getElection() {
		return this.election;
	}

	/**
	 * Returns this process's identity in the election.
	 * @return the identity
	 */
	public String getIdentity() {
		return this.identity;
	}

	/**
	 * Returns the last observed leader, unless it was this process.
	 * @return its identity, or {@code null} if no other leader is known
	 */
	public @Nullable String getLeader() {
		return this.leader;
	}

}
