package io.leader.guard;

import io.leader.election.LeaderElection;
import io.leader.guard.GuardedMethods.Elections;

/**
 * The election of a guarded method. If this election is removed and another one is
 * registered under the same name, later calls belong to the new one. Calls in between are
 * refused.
 */
final class GuardElection {

	private final String name;

	private final Elections elections;

	private volatile Found found;

	/**
	 * An election.
	 *
	 * @param election the election
	 * @param changes how often the set of elections had changed before this election was
	 * found
	 */
	private record Found(LeaderElection election, int changes) {
	}

	/**
	 * Finds an election.
	 * @param name the name of the election; empty for the only or primary one, which
	 * cannot be removed
	 * @param elections the elections
	 * @throws IllegalArgumentException if there is no such election
	 */
	GuardElection(String name, Elections elections) {
		this.name = name;
		this.elections = elections;
		int changes = elections.changes();
		this.found = new Found(elections.get(name), changes);
	}

	/**
	 * Returns the current election. Looks it up only after elections have been added or
	 * removed.
	 */
	LeaderElection current() {
		Found known = this.found;
		int changes = this.elections.changes();
		if (known.changes() != changes && !this.name.isEmpty()) {
			known = new Found(findAgain(known.election()), changes);
			this.found = known;
		}
		return known.election();
	}

	private LeaderElection findAgain(LeaderElection before) {
		try {
			return this.elections.get(this.name);
		}
		catch (IllegalArgumentException ex) {
			// The election has been removed, so it refuses all calls.
			return before;
		}
	}

}
