package io.leader.guard;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElection;

/**
 * Something was to run that only the leader runs, and this process does not lead.
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
	 * @param identity this process's identity in it
	 * @param leader the leader as last seen, if one was
	 */
	public NotLeaderException(String election, String identity, @Nullable String leader) {
		super("'%s' does not lead election '%s'; %s.".formatted(identity, election,
				(leader != null) ? "'" + leader + "' was last seen to lead" : "nobody was seen to lead"));
		this.election = election;
		this.identity = identity;
		this.leader = leader;
	}

	/**
	 * Creates an exception from what this process knows of the election.
	 * @param election the election
	 * @return the exception
	 */
	public static NotLeaderException of(LeaderElection election) {
		String leader = election.status().leader();
		return new NotLeaderException(election.name(), election.identity(),
				election.identity().equals(leader) ? null : leader);
	}

	/**
	 * The election's name.
	 * @return the name
	 */
	public String getElection() {
		return this.election;
	}

	/**
	 * This process's identity in the election.
	 * @return the identity
	 */
	public String getIdentity() {
		return this.identity;
	}

	/**
	 * The leader as last seen.
	 * @return its identity, or {@code null} if nobody was seen to lead
	 */
	public @Nullable String getLeader() {
		return this.leader;
	}

}
