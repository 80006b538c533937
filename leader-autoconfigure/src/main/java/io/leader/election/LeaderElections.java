package io.leader.election;

import java.util.Optional;

/**
 * All elections that this process takes part in, in the order in which they were added.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface LeaderElections extends Iterable<LeaderElection> {

	/**
	 * Finds an election by name.
	 * @param name the name of the election
	 * @return the election, or empty if this process does not take part in an election
	 * with that name
	 */
	Optional<LeaderElection> find(String name);

	/**
	 * Returns an existing election.
	 * @param name the name of the election
	 * @return the election
	 * @throws IllegalArgumentException if there is no such election; the message lists
	 * the existing elections
	 */
	default LeaderElection get(String name) {
		return find(name).orElseThrow(() -> {
			StringBuilder names = new StringBuilder();
			forEach((election) -> names.append(names.isEmpty() ? "" : ", ").append(election.name()));
			return new IllegalArgumentException("There is no election '%s'. Available elections: %s.".formatted(name,
					names.isEmpty() ? "none" : names));
		});
	}

}
