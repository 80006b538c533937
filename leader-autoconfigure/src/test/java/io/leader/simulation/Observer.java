package io.leader.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Stands outside all engines and looks at them in true time: at no instant may two of
 * them answer that they lead, fencing tokens must grow with each grant, and no guarded
 * section of one may run while another leads.
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
	 * @param at when
	 */
	private record Act(long version, long at) {
	}

	private final World world;

	private final List<SimulatedProcess> processes;

	private final boolean forLife;

	private final List<Act> acts = new ArrayList<>();

	/** When two leaders were excused last. */
	private long excusedAt = -100 * World.SECOND;

	private long highestToken = -1;

	private SimulatedProcess leader;

	private SimulatedProcess latest;

	private long leaderSince;

	private Violation violation;

	private int grants;

	private int sections;

	Observer(World world, List<SimulatedProcess> processes, boolean forLife) {
		this.world = world;
		this.processes = processes;
		this.forLife = forLife;
	}

	/**
	 * Whether holders do not expire.
	 */
	boolean isForLife() {
		return this.forLife;
	}

	/**
	 * Notes that an administrator is about to delete or edit the lock.
	 */
	void administratorActs() {
		this.acts.add(new Act(this.world.version(), this.world.now()));
	}

	/**
	 * Whether an administrator's act, and nothing less, excuses two leaders: the older
	 * one has not yet acted on the act, its renew deadline is not over (there is none for
	 * life), and the newer one was granted after it and either took what reads as a
	 * release or has no memory of an unexpired holder.
	 */
	private boolean isExempt(SimulatedProcess older, long olderToken, SimulatedProcess newer, long newerToken) {
		double deadline = older.timings().renewDeadline().toNanos() * 1.06;
		boolean exempt = this.acts.stream()
			.anyMatch((act) -> olderToken <= act.version() && newerToken > act.version()
					&& !older.knowledge().hasActedOn(act.version())
					&& (this.forLife || this.world.now() <= act.at() + deadline)
					&& !newer.knowledge().hasClaimedKnowing(newerToken));
		if (!exempt) {
			this.world.note("%s (token %s, %s) and %s (claimed knowing: %s) are not excused by %s", older, olderToken,
					older.knowledge(), newer, newer.knowledge().hasClaimedKnowing(newerToken), this.acts);
		}
		else {
			this.excusedAt = this.world.now();
		}
		return exempt;
	}

	void look() {
		if (this.violation != null) {
			// It was found where the engine caught it.
			throw this.violation;
		}
		SimulatedProcess found = null;
		long token = -1;
		for (SimulatedProcess process : this.processes) {
			if (process.isAlive() && process.election().isLeader()) {
				long other = process.election().fencingToken().orElse(-1);
				check(other >= 0, "%s leads without a fencing token", process);
				if (found != null) {
					boolean newer = other > token;
					check(newer ? isExempt(found, token, process, other) : isExempt(process, other, found, token),
							"two leaders at once: %s and %s", found, process);
				}
				if (other > token) {
					found = process;
					token = other;
				}
			}
		}
		if (found != null) {
			lookAtToken(found, token);
			lookAtSections(found);
		}
		if (found != this.leader) {
			this.leaderSince = this.world.now();
		}
		this.leader = found;
	}

	private void lookAtToken(SimulatedProcess found, long token) {
		if (token < this.highestToken && isExempt(found, token, this.latest, this.highestToken)) {
			return;
		}
		if (token != this.highestToken) {
			check(token > this.highestToken, "%s leads with token %d after %d was seen", found, token,
					this.highestToken);
			this.world.note("%s leads, token %d", found, token);
			this.grants++;
			this.latest = found;
		}
		else {
			check(this.latest == found, "%s leads with the token of %s", found, this.latest);
		}
		this.highestToken = token;
	}

	private void lookAtSections(SimulatedProcess found) {
		for (SimulatedProcess process : this.processes) {
			if (process.isAlive() && process.work().isInSafeSection()) {
				this.sections++;
				check(process == found || isRecentlyAdministered(), "%s leads while a guarded section of %s runs",
						found, process);
			}
		}
	}

	private boolean isRecentlyAdministered() {
		if (this.forLife && !this.acts.isEmpty()) {
			return true;
		}
		return this.world.now() - this.excusedAt < 20 * World.SECOND
				|| this.acts.stream().anyMatch((act) -> this.world.now() - act.at() < 20 * World.SECOND);
	}

	/**
	 * Checks that what listeners were told is what is true, when all is quiet.
	 */
	void lookAtListeners() {
		for (SimulatedProcess process : this.processes) {
			check(!process.isAlive() || process.listener().isGranted() == process.election().isLeader(),
					"%s was told otherwise in the end", process);
		}
	}

	void check(boolean condition, String message, Object... arguments) {
		if (!condition) {
			String text = message.formatted(arguments);
			this.world.note("VIOLATION: %s", text);
			this.violation = (this.violation != null) ? this.violation : new Violation(text);
			throw this.violation;
		}
	}

	SimulatedProcess leader() {
		return this.leader;
	}

	/**
	 * Since when the present leader leads, or nobody does.
	 */
	long leaderSince() {
		return this.leaderSince;
	}

	int grants() {
		return this.grants;
	}

	/**
	 * How often a guarded section was found running.
	 */
	int sections() {
		return this.sections;
	}

}
