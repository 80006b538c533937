package io.leader.simulation;

import java.util.ArrayList;
import java.util.List;

import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;

/**
 * Creates, restarts, and replaces the processes of a schedule.
 */
final class Replicas {

	private static final double DRIFT = 0.05;

	private enum Generation {

		OLD, BOTH, NEW

	}

	private final World world;

	private final Schedule schedule;

	private final int size;

	private final List<SimulatedProcess> processes;

	private final List<Generation> generations = new ArrayList<>();

	private int starts;

	Replicas(World world, Schedule schedule, int size) {
		this.world = world;
		this.schedule = schedule;
		this.size = size;
		this.processes = schedule.processes();
	}

	void create() {
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
			this.schedule.second().deny(this.processes.get(0).election().identity());
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
		boolean forLife = this.schedule.kind() == Kind.FOR_LIFE;
		boolean unexpiring = forLife || this.schedule.kind() == Kind.MIGRATING_FROM_UNEXPIRING;
		boolean owned = unexpiring || this.schedule.kind() == Kind.OWNED;
		this.schedule.server().podCreated(image.podUid());
		Settings own = this.schedule.settings();
		return new SimulatedProcess(this.world, (engine, settings, process) -> {
			if (this.world.has(Model.LOCKS_HANG)) {
				addNeighbors(engine, settings, process);
			}
			return switch (generation) {
				case OLD -> engine.add(settings, new SimulatedLock(process, this.schedule.server(), owned, unexpiring));
				case NEW -> engine.add(settings, new SimulatedLock(process, this.schedule.second(), false, false));
				case BOTH -> engine.addMigrating(settings,
						new SimulatedLock(process, this.schedule.server(), unexpiring, unexpiring),
						new SimulatedLock(process, this.schedule.second(), false, false));
			};
		}, forLife || this.schedule.isRenewedForLife(), this.schedule.observer(), image, own, clock,
				(long) (0.6 * shortestMargin()));
	}

	/**
	 * Adds elections with hanging locks to the same engine.
	 */
	private void addNeighbors(ElectionEngine engine, ElectionSettings settings, SimulatedProcess process) {
		for (int i = 0; i < 3; i++) {
			engine.add(ElectionSettings.named("neighbor-" + i)
				.identity(settings.identity())
				.mark(settings.mark())
				.timings(settings.timings())
				.releaseOnStop(settings.releaseOnStop())
				.shutdownTimeout(settings.shutdownTimeout())
				.spread(settings.spread())
				.build(), new HangingLock(process, i > 0));
		}
	}

	/**
	 * Returns the shortest time from the end of a leader's authority until another
	 * process can lead, taking clock drift into account. A guarded section that takes no
	 * longer than this time is safe.
	 */
	private double shortestMargin() {
		return this.schedule.allSettings()
			.stream()
			.mapToDouble((each) -> each.lease() * (1 - DRIFT) - each.renewDeadline() * (1 + DRIFT))
			.min()
			.orElseThrow();
	}

	long longestLease() {
		return this.schedule.allSettings().stream().mapToLong(Settings::lease).max().orElseThrow();
	}

	/**
	 * Crashes a container and restarts it in the same Pod, with the same identity and a
	 * new instance mark. The Pod of a twin is deleted instead.
	 */
	void restart(SimulatedProcess process) {
		int slot = this.processes.indexOf(process);
		process.machine().crash();
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
	 * Begins to stop a process, and kills it within 10 s even if the stop is not
	 * complete. Its Pod is replaced with another one of the same name, which may use
	 * other locks during a migration. The Pod of a twin is deleted instead.
	 */
	void replace(SimulatedProcess process) {
		int slot = this.processes.indexOf(process);
		process.stop();
		this.world.in(this.world.between(World.MILLISECOND, 10 * World.SECOND), () -> {
			process.machine().crash();
			if (slot >= this.size) {
				deletePod(process);
			}
			else if (this.processes.get(slot) == process) {
				deletePod(process);
				this.generations.set(slot, next());
				this.processes.set(slot,
						process(slot, image(process.election().identity(), "uid-" + slot + "-" + this.starts)));
			}
		});
	}

	private void deletePod(SimulatedProcess process) {
		this.schedule.server()
			.podDeleted(process.podUid(), this.schedule.kind() == Kind.FOR_LIFE || this.schedule.kind() == Kind.OWNED);
	}

	/**
	 * Starts another process with the identity of the first replica, in another Pod,
	 * except during a migration.
	 */
	void twin() {
		if (!this.schedule.kind().isMigrating()) {
			this.world.note("a twin of pod-0 starts");
			this.processes.add(process(0, image("pod-0", "uid-twin-" + this.starts)));
		}
	}

	/**
	 * Draws the generation of a replica's replacement. This may also be an earlier
	 * generation, as in a rollback. The old and the new generation never run at the same
	 * time.
	 */
	private Generation next() {
		if (!this.schedule.kind().isMigrating()) {
			return Generation.OLD;
		}
		Generation wanted = this.schedule.anyOf(List.of(Generation.values()));
		Generation forbidden = (wanted == Generation.OLD) ? Generation.NEW : Generation.OLD;
		boolean clash = wanted != Generation.BOTH && this.generations.contains(forbidden);
		return clash ? Generation.BOTH : wanted;
	}

}
