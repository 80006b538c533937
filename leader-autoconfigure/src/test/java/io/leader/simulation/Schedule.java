package io.leader.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leader.election.ElectionTimings;
import io.leader.election.InstanceMark;

/**
 * One history of five candidates under faults, determined by its seed: 90 s of faults,
 * then quiet, in which a leader must be found.
 */
final class Schedule {

	private static final int CANDIDATES = 5;

	private static final long FAULTY = 90 * World.SECOND;

	private static final long QUIET = 40 * World.SECOND;

	private static final double DRIFT = 0.05;

	private final World world;

	/** One way in which candidates take part. */
	private enum Kind {

		/** All on one lock, which they renew. */
		RENEWED,

		/** All on one lock, which is held until its holder's Pod is gone. */
		FOR_LIFE,

		/** From one lock to another, by replicas that hold both. */
		MIGRATING

	}

	private enum Generation {

		OLD, BOTH, NEW

	}

	private final ModelledServer server;

	private final ModelledServer second;

	private final Kind kind;

	private final List<Generation> generations = new ArrayList<>();

	private final List<SimulatedProcess> processes = new ArrayList<>();

	private final List<InstanceMark> marks = new ArrayList<>();

	private final Observer observer;

	private final ElectionTimings timings;

	private int starts;

	Schedule(long seed, boolean recording) {
		this.world = new World(seed, recording);
		this.server = new ModelledServer(this.world, "lock");
		this.second = new ModelledServer(this.world, "second lock");
		int draw = this.world.random().nextInt(10);
		this.kind = (draw < 7) ? Kind.RENEWED : (draw < 8) ? Kind.FOR_LIFE : Kind.MIGRATING;
		this.observer = new Observer(this.world, this.processes);
		this.timings = this.world.chance(0.8) ? ElectionTimings.DEFAULTS
				: new ElectionTimings(Duration.ofSeconds(6), Duration.ofSeconds(4), Duration.ofSeconds(1));
		for (int i = 0; i < CANDIDATES; i++) {
			this.marks.add(mark(i));
			this.generations.add(Generation.OLD);
			this.processes.add(process(i));
		}
	}

	private InstanceMark mark(int slot) {
		return new InstanceMark("uid-" + slot, "start-" + this.starts++);
	}

	private SimulatedProcess process(int slot) {
		Generation generation = this.generations.get(slot);
		boolean forLife = this.kind == Kind.FOR_LIFE;
		this.server.podCreated(this.marks.get(slot).podUid());
		return new SimulatedProcess(this.world, (engine, settings, process) -> switch (generation) {
			case OLD -> engine.add(settings, new SimulatedLock(process, this.server, forLife));
			case NEW -> engine.add(settings, new SimulatedLock(process, this.second, forLife));
			case BOTH -> engine.addMigrating(settings, new SimulatedLock(process, this.server, false),
					new SimulatedLock(process, this.second, false));
		}, forLife, this.observer, "pod-" + slot, this.marks.get(slot), this.timings, DRIFT);
	}

	/**
	 * The next generation for a replica that is replaced: the first and the last never
	 * run at the same time, and it also goes back.
	 */
	private Generation next() {
		if (this.kind != Kind.MIGRATING) {
			return Generation.OLD;
		}
		Generation wanted = Generation.values()[this.world.random().nextInt(3)];
		Generation forbidden = (wanted == Generation.OLD) ? Generation.NEW : Generation.OLD;
		boolean clash = wanted != Generation.BOTH && this.generations.contains(forbidden);
		return clash ? Generation.BOTH : wanted;
	}

	/**
	 * Runs the schedule.
	 * @return what came of it
	 * @throws Observer.Violation if a rule is broken
	 */
	Outcome run() {
		planFaults();
		this.world.runUntil(FAULTY, this.observer::look);
		this.world.note("faults end");
		this.processes.forEach(SimulatedProcess::heal);
		this.world.runUntil(FAULTY + QUIET, this.observer::look);
		this.observer.check(this.observer.hasLeader(), "no leader %d s after the last fault", QUIET / World.SECOND);
		return new Outcome(this.observer.grants(), this.server.writes() + this.second.writes());
	}

	/**
	 * What came of a schedule.
	 *
	 * @param grants how many terms there were
	 * @param writes how often the lock was written
	 */
	record Outcome(int grants, int writes) {
	}

	private void planFaults() {
		int faults = (int) this.world.between(2, 24);
		for (int i = 0; i < faults; i++) {
			this.world.at(this.world.between(0, FAULTY), this::fault);
		}
	}

	private void fault() {
		int slot = this.world.chance(0.5) ? leaderOrAny() : any();
		SimulatedProcess process = this.processes.get(slot);
		switch (this.world.random().nextInt(10)) {
			case 0 -> process.pause(this.world.between(World.MILLISECOND, 30 * World.SECOND));
			case 1 -> process.partition(this.world.between(World.SECOND, 30 * World.SECOND));
			case 2 -> process.slowDown(this.world.between(World.SECOND, 20 * World.SECOND));
			case 3 -> process.loseRequests(this.world.random().nextDouble(0.5));
			case 4 -> process.election().yield();
			case 5 -> process.jumpWallClock(this.world.between(-3_600_000, 3_600_000));
			case 6 -> {
				this.server.cutWatches(process);
				this.second.cutWatches(process);
			}
			case 7 -> {
				if (this.kind == Kind.RENEWED) {
					administer();
				}
			}
			case 8 -> restart(slot, process);
			default -> replace(slot, process);
		}
	}

	private void administer() {
		this.observer.administratorActs(this.world.version(), this.timings.renewDeadline().toNanos());
		if (this.world.chance(0.5)) {
			this.server.delete();
		}
		else {
			this.server.edit();
		}
	}

	/**
	 * The container crashes and is started again in its Pod: same identity, same Pod,
	 * another start.
	 */
	private void restart(int slot, SimulatedProcess process) {
		process.crash();
		this.world.in(this.world.between(World.MILLISECOND, World.SECOND), () -> {
			if (this.processes.get(slot) != process) {
				return;
			}
			this.marks.set(slot, new InstanceMark(this.marks.get(slot).podUid(), "start-" + this.starts++));
			this.processes.set(slot, process(slot));
		});
	}

	/**
	 * The Pod is stopped in good order and another of the same name comes.
	 */
	private void replace(int slot, SimulatedProcess process) {
		process.stop();
		this.world.in(this.world.between(World.MILLISECOND, 10 * World.SECOND), () -> {
			if (this.processes.get(slot) != process) {
				return;
			}
			process.crash();
			if (this.kind == Kind.FOR_LIFE) {
				this.server.podDeleted(this.marks.get(slot).podUid());
			}
			this.marks.set(slot, new InstanceMark("uid-" + slot + "-" + this.starts, "start-" + this.starts++));
			this.generations.set(slot, next());
			this.processes.set(slot, process(slot));
		});
	}

	private int any() {
		return this.world.random().nextInt(CANDIDATES);
	}

	private int leaderOrAny() {
		for (int i = 0; i < CANDIDATES; i++) {
			if (this.processes.get(i).election().isLeader()) {
				return i;
			}
		}
		return any();
	}

	List<String> history() {
		return this.world.history();
	}

}
