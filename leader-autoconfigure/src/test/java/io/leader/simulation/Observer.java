package io.leader.simulation;

import java.util.ArrayList;
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

	/**
	 * What an administrator did.
	 *
	 * @param version the version of the lock before
	 * @param exemptUntil until when a leader by that version or a lower one may not know
	 * of it
	 */
	private record Act(long version, long exemptUntil) {
	}

	private final World world;

	private final List<SimulatedProcess> processes;

	private long highestToken = -1;

	private final List<Act> acts = new ArrayList<>();

	private SimulatedProcess leader;

	private int grants;

	Observer(World world, List<SimulatedProcess> processes) {
		this.world = world;
		this.processes = processes;
	}

	/**
	 * Notes that an administrator deletes or edits the lock. Exempt until the renew
	 * deadline of whoever led then is over: a leader that has not seen the act yet,
	 * beside one that was granted after it. A candidate without memory of the leader (it
	 * has just started, or was cut off for a lease) cannot know better.
	 */
	void administratorActs(long version, long renewDeadline) {
		this.acts.add(new Act(version, this.world.now() + (long) (renewDeadline * 1.06)));
	}

	private boolean isExempt(long olderToken, long newerToken) {
		return this.acts.stream()
			.anyMatch((act) -> this.world.now() <= act.exemptUntil() && olderToken <= act.version()
					&& newerToken > act.version());
	}

	void look() {
		SimulatedProcess found = null;
		long token = -1;
		for (SimulatedProcess process : this.processes) {
			if (process.isAlive() && process.election().isLeader()) {
				long other = process.election().fencingToken().orElseThrow();
				check(found == null || isExempt(Math.min(token, other), Math.max(token, other)),
						"two leaders at once: %s and %s", found, process);
				if (other > token) {
					found = process;
					token = other;
				}
			}
		}
		if (found != null) {
			lookAtToken(found, token);
		}
		this.leader = found;
	}

	private void lookAtToken(SimulatedProcess found, long token) {
		if (token < this.highestToken && isExempt(token, this.highestToken)) {
			return;
		}
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
