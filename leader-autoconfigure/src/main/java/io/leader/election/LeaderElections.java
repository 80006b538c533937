package io.leader.election;

import java.util.Optional;

/**
 * All elections that this process takes part in, in the order in which they were added.
 * Safe for use by several threads.
 */
public interface LeaderElections extends Iterable<LeaderElection> {

	/**
	 * Looks up an election.
	 * @param name its name
	 * @return the election, or empty if this process has no part in one of that name
	 */
	Optional<LeaderElection> find(String name);

	/**
	 * Looks up an election that must be there.
	 * @param name its name
	 * @return the election
	 * @throws IllegalArgumentException if there is none; the message names those that
	 * exist
	 */
	default LeaderElection get(String name) {
		return find(name).orElseThrow(() -> {
			StringBuilder names = new StringBuilder();
			forEach((election) -> names.append(names.isEmpty() ? "" : ", ").append(election.name()));
			return new IllegalArgumentException(
					"There is no election '%s'; there is: %s.".formatted(name, names.isEmpty() ? "none" : names));
		});
	}

}
