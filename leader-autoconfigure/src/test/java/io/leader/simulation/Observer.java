package io.leader.simulation;

import java.util.List;

/**
 * Stands outside all engines and looks at them in true time: at no instant may two of
 * them answer that they lead, and fencing tokens must grow with each grant.
 */
final class Observer {

	/**
	 * What should never happen has happened.
	 */
	static final class Violation extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Violation(String message) {
			super(message);
		}

	}

	private final World world;

	private final List<SimulatedProcess> processes;

	private long highestToken = -1;

	private SimulatedProcess leader;

	private int grants;

	Observer(World world, List<SimulatedProcess> processes) {
		this.world = world;
		this.processes = processes;
	}

	void look() {
		SimulatedProcess found = null;
		for (SimulatedProcess process : this.processes) {
			if (process.isAlive() && process.election().isLeader()) {
				check(found == null, "two leaders at once: %s and %s", found, process);
				found = process;
			}
		}
		if (found != null) {
			lookAtToken(found);
		}
		this.leader = found;
	}

	private void lookAtToken(SimulatedProcess found) {
		long token = found.election().fencingToken().orElseThrow();
		if (token != this.highestToken) {
			check(token > this.highestToken, "%s leads with token %d after %d was seen", found, token,
					this.highestToken);
			this.world.note("%s leads, token %d", found, token);
			this.grants++;
		}
		else {
			check(this.leader == found || this.leader == null, "%s leads with the token of %s", found, this.leader);
		}
		this.highestToken = token;
	}

	void check(boolean condition, String message, Object... arguments) {
		if (!condition) {
			String text = message.formatted(arguments);
			this.world.note("VIOLATION: %s", text);
			throw new Violation(text);
		}
	}

	boolean hasLeader() {
		return this.leader != null;
	}

	int grants() {
		return this.grants;
	}

}
