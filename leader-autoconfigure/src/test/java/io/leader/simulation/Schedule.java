package io.leader.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.leader.election.ElectionEngine;
import io.leader.election.ElectionSettings;

/**
 * One history of some candidates under faults, determined by its seed: 90 s of faults,
 * then quiet, in which a leader must be found and stay.
 */
final class Schedule {

	static final long FAULTY = 90 * World.SECOND;

	private static final double DRIFT = 0.05;

	/** How a schedule's candidates take part. */
	enum Kind {

		/** All on one lock, which they renew. */
		RENEWED(120),

		/** The same, and the holder's Pod owns the lock; it may stay leader for life. */
		OWNED(140),

		/** All on one lock, which is held until its holder's Pod is gone. */
		FOR_LIFE(160),

		/** From one lock to another, by replicas that hold both. */
		MIGRATING(180),

		/** The same, from a lock that does not expire but is released. */
		MIGRATING_FROM_UNEXPIRING(220);

		/** In which a leader must be found, in seconds. */
		private final long quiet;

		Kind(long quiet) {
			this.quiet = quiet;
		}

		boolean isMigrating() {
			return this == MIGRATING || this == MIGRATING_FROM_UNEXPIRING;
		}

	}

	private enum Generation {

		OLD, BOTH, NEW

	}

	/**
	 * What came of a schedule.
	 *
	 * @param grants how many terms there were
	 * @param writes how often the lock was written
	 * @param sections how often a guarded section was found running
	 * @param silent how many followers were found to be silent
	 */
	record Outcome(int grants, int writes, int sections, int silent) {
	}

	private final World world;

	private final ModelledServer server;

	private final ModelledServer second;

	private final Kind kind;

	private final boolean renewedForLife;

	private final boolean mixedSettings;

	private final int size;

	private final List<Settings> settings;

	private final Settings common;

	private final List<Generation> generations = new ArrayList<>();

	/** The first ones are the replicas, by slot; others may follow. */
	private final List<SimulatedProcess> processes = new ArrayList<>();

	private final Observer observer;

	private final Faults faults;

	private int starts;

	private int silent;

	Schedule(long seed, boolean recording) {
		this.world = new World(seed, recording);
		this.server = new ModelledServer(this.world, "lock");
		this.second = new ModelledServer(this.world, "second lock");
		this.kind = anyOf(kinds());
		this.renewedForLife = this.kind == Kind.OWNED && this.world.chance(0.5);
		this.mixedSettings = this.world.chance(0.3);
		this.settings = Settings.drawn(this.world);
		this.common = anyOf(this.settings);
		this.size = (int) (this.world.chance(0.03) ? this.world.between(7, 20) : this.world.between(1, 6));
		this.observer = new Observer(this.world, this.processes, servers(), this.kind);
		createReplicas();
		this.world.note("%s%s, %d replicas, %s, %s", this.kind, this.renewedForLife ? " (for life)" : "", this.size,
				this.world.models(), this.mixedSettings ? this.settings : this.common);
		this.faults = new Faults(this.world, this);
		this.faults.plan();
	}

	/**
	 * The kinds to draw from: those that a model of this schedule is about.
	 */
	private List<Kind> kinds() {
		if (this.world.has(Model.SECOND_LOCK_DENIED)) {
			return List.of(Kind.MIGRATING, Kind.MIGRATING_FROM_UNEXPIRING);
		}
		if (this.world.has(Model.POD_CHECKS_FAIL)) {
			return List.of(Kind.OWNED, Kind.FOR_LIFE);
		}
		if (this.world.has(Model.LOCK_DELETED_OFTEN) || this.world.has(Model.EXTREME_NUMBERS)) {
			return List.of(Kind.RENEWED, Kind.RENEWED, Kind.OWNED);
		}
		return List.of(Kind.RENEWED, Kind.RENEWED, Kind.RENEWED, Kind.RENEWED, Kind.RENEWED, Kind.RENEWED, Kind.OWNED,
				Kind.FOR_LIFE, Kind.MIGRATING, Kind.MIGRATING_FROM_UNEXPIRING);
	}

	<T> T anyOf(List<T> all) {
		return all.get(this.world.random().nextInt(all.size()));
	}

	private void createReplicas() {
		for (int i = 0; i < this.size; i++) {
			this.generations.add(this.world.has(Model.SECOND_LOCK_DENIED) ? Generation.BOTH : Generation.OLD);
		}
		Image first = image("pod-0", "uid-0");
		SimulatedClock clock = new SimulatedClock(this.world, DRIFT);
		for (int i = 0; i < this.size; i++) {
			boolean copied = i == 0
					|| (i < 3 && this.world.has(Model.CLONES) && !this.world.has(Model.SECOND_LOCK_DENIED));
			this.processes.add(process(i, copied ? first.copy("uid-" + i) : image("pod-" + i, "uid-" + i),
					copied ? clock.copy(DRIFT) : new SimulatedClock(this.world, DRIFT)));
		}
		if (this.world.has(Model.SECOND_LOCK_DENIED) && this.size > 1) {
			this.second.deny(this.processes.get(0).election().identity());
		}
	}

	private Image image(String identity, String uid) {
		return new Image(this.world, identity, uid, "start-" + this.starts++, this.world.random().nextLong());
	}

	private SimulatedProcess process(int slot, Image image) {
		return process(slot, image, new SimulatedClock(this.world, DRIFT));
	}

	private SimulatedProcess process(int slot, Image image, SimulatedClock clock) {
		Generation generation = this.generations.get(slot);
		boolean forLife = this.kind == Kind.FOR_LIFE;
		boolean unexpiring = forLife || this.kind == Kind.MIGRATING_FROM_UNEXPIRING;
		boolean owned = unexpiring || this.kind == Kind.OWNED;
		this.server.podCreated(image.podUid());
		Settings own = this.mixedSettings ? anyOf(this.settings) : this.common;
		return new SimulatedProcess(this.world, (engine, settings, process) -> {
			if (this.world.has(Model.LOCKS_HANG)) {
				addNeighbors(engine, settings, process);
			}
			return switch (generation) {
				case OLD -> engine.add(settings, new SimulatedLock(process, this.server, owned, unexpiring));
				case NEW -> engine.add(settings, new SimulatedLock(process, this.second, false, false));
				case BOTH -> engine.addMigrating(settings,
						new SimulatedLock(process, this.server, unexpiring, unexpiring),
						new SimulatedLock(process, this.second, false, false));
			};
		}, forLife || this.renewedForLife, this.observer, image, own, clock, (long) (0.6 * shortestMargin()));
	}

	/**
	 * Other elections on the same engine, whose locks hang.
	 */
	private void addNeighbors(ElectionEngine engine, ElectionSettings settings, SimulatedProcess process) {
		for (int i = 0; i < 3; i++) {
			engine.add(
					new ElectionSettings("neighbor-" + i, settings.identity(), settings.mark(), settings.timings(),
							settings.releaseOnStop(), settings.shutdownTimeout(), settings.spread(), false),
					new HangingLock(process, i > 0));
		}
	}

	/**
	 * For how long a guarded section that began in the last moment of an authority may
	 * run before anybody else leads, clocks that drift included.
	 */
	private double shortestMargin() {
		return this.settings.stream()
			.mapToDouble((each) -> each.lease() * (1 - DRIFT) - each.renewDeadline() * (1 + DRIFT))
			.min()
			.orElseThrow();
	}

	long longestLease() {
		return this.settings.stream().mapToLong(Settings::lease).max().orElseThrow();
	}

	/**
	 * Runs the schedule.
	 * @return what came of it
	 * @throws Observer.Violation if a rule is broken
	 */
	Outcome run() {
		this.world.runUntil(FAULTY, this.observer::look);
		this.world.note("faults end");
		this.faults.end();
		long end = FAULTY + this.kind.quiet * World.SECOND;
		this.world.runUntil(end - 20 * World.SECOND, this.observer::look);
		Map<SimulatedProcess, Integer> followers = silentFollowers();
		this.world.runUntil(end, this.observer::look);
		this.observer.check(this.observer.leader() != null, "no leader %d s after the last fault", this.kind.quiet);
		this.observer.check(this.world.now() - this.observer.leaderSince() > 20 * World.SECOND,
				"%s leads only since %.3f s, although all is quiet", this.observer.leader(),
				this.observer.leaderSince() / 1e9);
		this.observer.lookAtListeners();
		this.observer.lookAtCandidates();
		followers.forEach((follower, requests) -> {
			this.silent++;
			this.observer.check(follower.calls().requests() == requests,
					"%s sent a request, although it watches and the lock is held", follower);
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

	// What faults need

	Kind kind() {
		return this.kind;
	}

	List<SimulatedProcess> processes() {
		return this.processes;
	}

	List<ModelledServer> servers() {
		return List.of(this.server, this.second);
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

	/**
	 * The container crashes and is started again in its Pod: same identity, same Pod,
	 * another start.
	 */
	void restart(SimulatedProcess process) {
		int slot = this.processes.indexOf(process);
		process.crash();
		this.world.in(this.world.between(World.MILLISECOND, World.SECOND), () -> {
			if (slot >= this.size) {
				deletePod(process);
			}
			else if (this.processes.get(slot) == process) {
				this.processes.set(slot, process(slot, image(process.election().identity(), process.podUid())));
			}
		});
	}

	/**
	 * The Pod is stopped in good order and another of the same name comes.
	 */
	void replace(SimulatedProcess process) {
		int slot = this.processes.indexOf(process);
		process.stop();
		this.world.in(this.world.between(World.MILLISECOND, 10 * World.SECOND), () -> {
			process.crash();
			if (slot >= this.size) {
				deletePod(process);
			}
			else if (this.processes.get(slot) == process) {
				deletePod(process);
				this.generations.set(slot, next());
				this.processes.set(slot, process(slot, image(process.election().identity(), "uid-" + slot + "-" + this.starts)));
			}
		});
	}

	private void deletePod(SimulatedProcess process) {
		this.server.podDeleted(process.podUid(), this.kind == Kind.FOR_LIFE || this.kind == Kind.OWNED);
	}

	/**
	 * A second process under the identity of the first, in another Pod.
	 */
	void twin() {
		if (!this.kind.isMigrating()) {
			this.world.note("a twin of pod-0 starts");
			this.processes.add(process(0, image("pod-0", "uid-twin-" + this.starts)));
		}
	}

	/**
	 * The next generation for a replica that is replaced: the first and the last never
	 * run at the same time, and it also goes back.
	 */
	private Generation next() {
		if (!this.kind.isMigrating()) {
			return Generation.OLD;
		}
		Generation wanted = anyOf(List.of(Generation.values()));
		Generation forbidden = (wanted == Generation.OLD) ? Generation.NEW : Generation.OLD;
		boolean clash = wanted != Generation.BOTH && this.generations.contains(forbidden);
		return clash ? Generation.BOTH : wanted;
	}

	List<String> history() {
		return this.world.history();
	}

}
