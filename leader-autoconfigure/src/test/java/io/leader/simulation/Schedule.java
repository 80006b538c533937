package io.leader.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One history of candidates under faults, determined by a seed: 90 s of faults, followed
 * by a quiet phase in which a leader must be elected and keep leading.
 */
final class Schedule {

	static final long FAULTY = 90 * World.SECOND;

	/**
	 * The outcome of a schedule.
	 *
	 * @param grants the number of terms
	 * @param writes the number of writes to the locks
	 * @param sections how many times a running guarded section was observed
	 * @param silent the number of followers that sent no requests in the last 20 s
	 */
	record Outcome(int grants, int writes, int sections, int silent) {
	}

	private final World world;

	private final ModeledServer server;

	private final ModeledServer second;

	private final Kind kind;

	private final boolean renewedForLife;

	private final boolean mixedSettings;

	private final List<Settings> settings;

	private final Settings common;

	/** The replicas, by slot, followed by any twins. */
	private final List<SimulatedProcess> processes = new ArrayList<>();

	private final Observer observer;

	private final Faults faults;

	private final Replicas replicas;

	private int silent;

	Schedule(long seed, boolean recording) {
		this(seed, recording, Model.ONLY);
	}

	Schedule(long seed, boolean recording, Set<Model> only) {
		this.world = new World(seed, recording, only);
		this.server = new ModeledServer(this.world, "lock");
		this.second = new ModeledServer(this.world, "second lock");
		this.kind = Kind.drawn(this.world);
		this.renewedForLife = this.kind == Kind.OWNED && this.world.chance(0.5);
		this.mixedSettings = this.world.chance(0.3);
		this.settings = Settings.drawn(this.world);
		this.common = anyOf(this.settings);
		int size = (int) (this.world.chance(0.03) ? this.world.between(7, 20) : this.world.between(1, 6));
		this.observer = new Observer(this.world, this.processes, servers(), this.kind);
		this.replicas = new Replicas(this.world, this, size);
		this.replicas.create();
		this.world.note("%s%s, %d replicas, %s, %s", this.kind, this.renewedForLife ? " (for life)" : "", size,
				this.world.models(), this.mixedSettings ? this.settings : this.common);
		this.faults = new Faults(this.world, this);
		this.faults.plan();
	}

	<T> T anyOf(List<T> all) {
		return all.get(this.world.random().nextInt(all.size()));
	}

	/**
	 * Runs the schedule.
	 * @return the outcome
	 * @throws Observer.Violation if a rule is broken
	 */
	Outcome run() {
		this.world.runUntil(FAULTY, this.observer::observe);
		this.world.note("faults end");
		this.faults.end();
		long end = FAULTY + this.kind.quiet() * World.SECOND;
		this.world.runUntil(end - 20 * World.SECOND, this.observer::observe);
		Map<SimulatedProcess, Integer> followers = silentFollowers();
		this.world.runUntil(end, this.observer::observe);
		this.observer.check(this.observer.leader() != null, "no leader %d s after the last fault", this.kind.quiet());
		long led = this.world.now() - this.observer.leaderSince();
		this.observer.check(led > 20 * World.SECOND, "%s has led for only %.3f s, even though there are no faults",
				this.observer.leader(), led / 1e9);
		this.observer.checkListeners();
		this.observer.checkCandidates();
		followers.forEach((follower, requests) -> {
			this.silent++;
			this.observer.check(follower.calls().requests() == requests,
					"%s sent a request even though it watches the lock and the lock is held", follower);
		});
		return new Outcome(this.observer.grants(), this.server.writes() + this.second.writes(),
				this.observer.sections(), this.silent);
	}

	private Map<SimulatedProcess, Integer> silentFollowers() {
		Map<SimulatedProcess, Integer> followers = new HashMap<>();
		if (this.kind == Kind.RENEWED) {
			for (SimulatedProcess process : this.processes) {
				if (process.isAlive() && process.isStarted() && process != this.observer.leader()
						&& this.server.isWatchedBy(process)) {
					followers.put(process, process.calls().requests());
				}
			}
		}
		return followers;
	}

	// For faults, replicas, and tests

	Kind kind() {
		return this.kind;
	}

	List<SimulatedProcess> processes() {
		return this.processes;
	}

	List<ModeledServer> servers() {
		return List.of(this.server, this.second);
	}

	ModeledServer server() {
		return this.server;
	}

	ModeledServer second() {
		return this.second;
	}

	boolean isRenewedForLife() {
		return this.renewedForLife;
	}

	/**
	 * Returns the settings for a new process.
	 */
	Settings settings() {
		return this.mixedSettings ? anyOf(this.settings) : this.common;
	}

	List<Settings> allSettings() {
		return this.settings;
	}

	Replicas replicas() {
		return this.replicas;
	}

	Observer observer() {
		return this.observer;
	}

	SimulatedProcess leaderOrAny() {
		return this.processes.stream()
			.filter((process) -> process.election().isLeader())
			.findFirst()
			.orElseGet(() -> anyOf(this.processes));
	}

	Set<Model> models() {
		return this.world.models();
	}

	List<String> history() {
		return this.world.history();
	}

}
