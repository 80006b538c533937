package io.leader.simulation;

import java.util.List;

/**
 * Observes all engines from outside in true time. Two engines must never report at the
 * same instant that they lead, fencing tokens must increase with each grant, and no
 * guarded section that is short enough to be safe may run in one process while another
 * process leads. Actions of administrators can excuse violations.
 */
final class Observer {

	/**
	 * Thrown when a rule is violated.
	 */
	static final class Violation extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Violation(String message) {
			super(message);
		}

	}

	private final World world;

	private final List<SimulatedProcess> processes;

	private final Kind kind;

	private final Administration administration;

	private final List<ModeledServer> servers;

	/** The process that yielded last. */
	private SimulatedProcess makesRoom;

	/** The process that should lead next, or {@code null}. */
	private SimulatedProcess ready;

	private long released;

	private long releasedAt;

	private long highestNotified = -1;

	private SimulatedProcess lastNotified;

	private long highestToken = -1;

	private SimulatedProcess leader;

	private SimulatedProcess latest;

	private long leaderSince;

	private Violation violation;

	private int grants;

	private int sections;

	Observer(World world, List<SimulatedProcess> processes, List<ModeledServer> servers, Kind kind) {
		this.world = world;
		this.processes = processes;
		this.servers = servers;
		this.kind = kind;
		this.administration = new Administration(world, kind);
	}

	/**
	 * Returns whether the candidates compete for one lock that never expires.
	 */
	boolean isForLife() {
		return this.kind == Kind.FOR_LIFE;
	}

	/**
	 * Returns whether leaders may need two locks, as during a migration.
	 */
	boolean isPaired() {
		return this.kind.isMigrating();
	}

	/**
	 * Returns whether a leader needs only one lock and renews it.
	 */
	boolean isRenewed() {
		return this.kind == Kind.RENEWED || this.kind == Kind.OWNED;
	}

	/**
	 * Returns whether a process holds a lock.
	 */
	boolean holds(SimulatedProcess process) {
		return this.servers.stream().anyMatch((server) -> server.holder() == process);
	}

	/**
	 * Records that a listener is notified of a grant that is still in effect, and checks
	 * the order of the tokens.
	 */
	void notified(SimulatedProcess process, long token) {
		if (token < this.highestNotified
				&& !this.administration.excuses(process, token, this.lastNotified, this.highestNotified)) {
			check(false, "%s was notified of token %d after %s was notified of %d", process, token, this.lastNotified,
					this.highestNotified);
		}
		if (token > this.highestNotified) {
			this.highestNotified = token;
			this.lastNotified = process;
		}
	}

	/**
	 * Records that a leader has yielded and released its lock, and which other process is
	 * ready to acquire the lock. Does nothing unless leaders renew a single lock.
	 */
	void yielded(SimulatedProcess process) {
		if (isRenewed()) {
			this.makesRoom = process;
			this.released = this.servers.get(0).read().version();
			this.releasedAt = this.world.now();
			this.ready = this.processes.stream()
				.filter((other) -> other != process && other.promises().isReady()
						&& this.servers.get(0).isWatchedBy(other))
				.findFirst()
				.orElse(null);
		}
	}

	/**
	 * Records a claim, and checks that a process that has yielded does not reacquire the
	 * lock before a process that is ready.
	 */
	void claims(SimulatedProcess claimer) {
		// The check applies only if the process that is ready has observed the release,
		// and no administrator has changed the lock since the release.
		if (this.ready != null && this.ready.promises().isReady()
				&& this.ready.knowledge().hasActedOn(this.released - 1)
				&& !this.administration.hasHappenedAfter(this.releasedAt)) {
			check(claimer != this.makesRoom, "%s yielded and reacquires the lock, although %s is ready", claimer,
					this.ready);
		}
		this.ready = null;
	}

	Administration administration() {
		return this.administration;
	}

	void observe() {
		if (this.violation != null) {
			// The violation was found in code whose exceptions the engine catches.
			throw this.violation;
		}
		SimulatedProcess found = null;
		long token = -1;
		for (SimulatedProcess process : this.processes) {
			if (!process.isAlive()) {
				continue;
			}
			boolean leads = process.election().isLeader();
			long other = leads ? process.election().fencingToken().orElse(-1) : -1;
			process.promises().observe(leads, other);
			if (leads) {
				check(other >= 0, "%s leads without a fencing token", process);
				if (found != null) {
					boolean newer = other > token;
					check(newer ? this.administration.excuses(found, token, process, other)
							: this.administration.excuses(process, other, found, token),
							"two leaders at the same time: %s and %s", found, process);
				}
				if (other > token) {
					found = process;
					token = other;
				}
			}
		}
		if (found != null) {
			checkToken(found, token);
			checkSections(found, token);
		}
		if (found != this.leader) {
			this.leaderSince = this.world.now();
		}
		this.leader = found;
	}

	private void checkToken(SimulatedProcess found, long token) {
		if (token < this.highestToken && this.administration.excuses(found, token, this.latest, this.highestToken)) {
			return;
		}
		if (token != this.highestToken) {
			check(token > this.highestToken, "%s leads with token %d after token %d was seen", found, token,
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

	private void checkSections(SimulatedProcess found, long token) {
		for (SimulatedProcess process : this.processes) {
			if (process.isAlive() && process.work().isInSafeSection()) {
				this.sections++;
				check(process == found
						|| this.administration.comesBetween(process, process.work().token(), found, token),
						"%s leads while a guarded section of %s runs", found, process);
			}
		}
	}

	/**
	 * Checks in the quiet phase that listeners have been notified of the actual state.
	 */
	void checkListeners() {
		for (SimulatedProcess process : this.processes) {
			check(!process.isAlive() || process.listener().isGranted() == process.election().isLeader(),
					"the last notification of %s does not match its state", process);
		}
	}

	/**
	 * Checks in the quiet phase that each process knows who leads. This applies only to a
	 * single renewed lock whose watches do not fall silent.
	 */
	void checkCandidates() {
		for (SimulatedProcess process : this.processes) {
			check(!isRenewed() || this.world.has(Model.WATCHES_FALL_SILENT) || !process.isAlive()
					|| process.election().status().leader() != null,
					"%s does not know who leads, even though there are no faults", process);
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
	 * Returns the time since which the current leader has led or, if there is none, since
	 * which no process has led.
	 */
	long leaderSince() {
		return this.leaderSince;
	}

	int grants() {
		return this.grants;
	}

	/**
	 * Returns how many times a guarded section that is short enough to be safe was
	 * observed to run while a process led.
	 */
	int sections() {
		return this.sections;
	}

}
