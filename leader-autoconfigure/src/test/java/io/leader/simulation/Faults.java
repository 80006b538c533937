package io.leader.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leader.simulation.Schedule.Kind;

/**
 * What goes wrong in a schedule.
 */
final class Faults {

	private static final long LONGEST_PAUSE = 150 * World.SECOND;

	private final World world;

	private final Schedule schedule;

	/** Machines either sleep or have wall clocks that jump: nobody could tell both. */
	private final boolean machinesSleep;

	/** How likely it is that something happens right after a claim. */
	private final double atClaims;

	private boolean over;

	Faults(World world, Schedule schedule) {
		this.world = world;
		this.schedule = schedule;
		this.machinesSleep = world.chance(0.3);
		this.atClaims = world.chance(0.3) ? 0.4 : 0;
	}

	void plan() {
		int faults = (int) this.world.between(2, 24);
		for (int i = 0; i < faults; i++) {
			this.world.at(this.world.between(0, Schedule.FAULTY), this::fault);
		}
		this.schedule.servers().forEach((server) -> server.onClaim((instance) -> claimed()));
	}

	/**
	 * All is well from now on.
	 */
	void end() {
		this.over = true;
		this.world.quieten();
		for (SimulatedProcess process : List.copyOf(this.schedule.processes())) {
			process.heal();
			if (process.isAlive() && !process.isStarted()) {
				process.stopOrStart();
			}
		}
	}

	private void claimed() {
		if (this.over || !this.world.chance(this.atClaims)) {
			return;
		}
		SimulatedProcess process = this.schedule.anyOf(this.schedule.processes());
		switch (this.world.random().nextInt(4)) {
			case 0 -> this.world.in(this.world.between(0, 8 * World.MILLISECOND), this::administer);
			case 1 -> {
				this.world.serverSlow(8 * World.SECOND);
				this.world.in(this.world.between(0, 5 * World.MILLISECOND), this::administer);
			}
			case 2 -> process.pause(span(World.MILLISECOND, 20 * World.SECOND));
			default -> process.network().slowDown(span(World.SECOND, 20 * World.SECOND));
		}
	}

	private long span(long least, long most) {
		return this.world.between(least, most);
	}

	private void fault() {
		SimulatedProcess process = this.world.chance(0.5) ? this.schedule.leaderOrAny()
				: this.schedule.anyOf(this.schedule.processes());
		switch (this.world.random().nextInt(20)) {
			case 0 -> process.pause(span(World.MILLISECOND, 30 * World.SECOND));
			case 1 -> process.pause(span(World.MILLISECOND, LONGEST_PAUSE));
			case 2 -> process.network().partition(span(World.SECOND, 30 * World.SECOND));
			case 3 -> process.network().slowDown(span(World.SECOND, 20 * World.SECOND));
			case 4 -> process.network().loseRequests(this.world.random().nextDouble(0.5));
			case 5 -> process.network().loseEvents(this.world.random().nextDouble(0.5));
			case 6 -> process.election().yield();
			case 7 -> process.election().yield(Duration.ofSeconds(this.world.between(0, 60)));
			case 8 -> sleepOrJump(process);
			case 9 -> this.schedule.servers().forEach((server) -> server.cutWatches(process));
			case 10 -> process.network().deny(span(World.SECOND, 20 * World.SECOND));
			case 11 -> process.blockListeners(span(World.SECOND, 20 * World.SECOND));
			case 12 -> process.listener().setRude(true);
			case 13 -> process.stopOrStart();
			case 14 -> serverFault();
			case 15 -> this.schedule.twin();
			case 16 -> administer();
			case 17, 18 -> this.schedule.restart(process);
			default -> this.schedule.replace(process);
		}
	}

	private void sleepOrJump(SimulatedProcess process) {
		if (this.machinesSleep) {
			process.suspend(span(World.SECOND, 40 * World.SECOND));
		}
		else {
			process.clock().jump(this.world.between(-3_600_000, 3_600_000));
		}
	}

	private void serverFault() {
		if (this.world.chance(0.5)) {
			this.world.serverDown(span(World.SECOND, 40 * World.SECOND));
			for (SimulatedProcess process : new ArrayList<>(this.schedule.processes())) {
				this.schedule.servers().forEach((server) -> server.cutWatches(process));
			}
		}
		else {
			this.world.serverSlow(span(World.SECOND, 20 * World.SECOND));
		}
	}

	/**
	 * An administrator lays hands on the lock. Not while one lock is exchanged for
	 * another, and nothing that would hold a lock for life for nobody.
	 */
	private void administer() {
		Kind kind = this.schedule.kind();
		ModelledServer server = this.schedule.servers().get(0);
		boolean renewed = kind == Kind.RENEWED || kind == Kind.OWNED;
		int draw = this.world.random().nextInt(5);
		if (server.read().isAbsent() || (draw == 3 && server.read().record() == null)) {
			return;
		}
		if (draw == 0) {
			server.touch();
		}
		else if (draw < 3 && !kind.isMigrating()) {
			this.schedule.observer().administratorActs();
			server.delete();
		}
		else if (draw == 3 && !kind.isMigrating()) {
			this.schedule.observer().administratorActs();
			server.edit(!renewed || this.world.chance(0.5));
		}
		else if (draw == 4 && renewed) {
			this.schedule.observer().administratorActs();
			server.mangle();
		}
	}

}
