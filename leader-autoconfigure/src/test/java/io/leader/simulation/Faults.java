package io.leader.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans the faults of a schedule.
 */
final class Faults {

	private static final long LONGEST_PAUSE = 150 * World.SECOND;

	private final World world;

	private final Schedule schedule;

	/**
	 * Whether machines sleep. If not, wall clocks jump. A schedule contains only one of
	 * these two kinds of faults, since an engine cannot distinguish them.
	 */
	private final boolean machinesSleep;

	/** The probability of a fault right after a claim. */
	private final double atClaims;

	private final ForeignHands hands;

	private boolean over;

	Faults(World world, Schedule schedule) {
		this.world = world;
		this.schedule = schedule;
		this.machinesSleep = world.chance(0.3) || world.has(Model.TIMERS_SLEEP);
		this.atClaims = world.has(Model.LOCK_DELETED_OFTEN) ? 0.7 : world.chance(0.3) ? 0.4 : 0;
		this.hands = new ForeignHands(world, schedule);
	}

	void plan() {
		int faults = (int) this.world.between(2, 24);
		for (int i = 0; i < faults; i++) {
			this.world.at(this.world.between(0, Schedule.FAULTY), this::fault);
		}
		for (Model model : this.world.models()) {
			long times = this.world.between(2, 10);
			for (int i = 0; i < times; i++) {
				this.world.at(this.world.between(0, Schedule.FAULTY), () -> modeledFault(model));
			}
		}
		this.schedule.servers().forEach((server) -> server.onWrites(this::claimed, this::wrote));
		this.hands.plan();
	}

	/**
	 * Ends the temporary faults, and starts the processes that are stopped.
	 */
	void end() {
		this.over = true;
		this.world.quieten();
		this.hands.end();
		for (SimulatedProcess process : List.copyOf(this.schedule.processes())) {
			process.heal();
			if (process.isAlive() && !process.isStarted()) {
				process.stopOrStart();
			}
		}
	}

	private void claimed(SimulatedProcess claimer) {
		this.schedule.observer().claims(claimer);
		if (this.over || !this.world.chance(this.atClaims)) {
			return;
		}
		boolean own = this.world.has(Model.LOCK_DELETED_OFTEN);
		SimulatedProcess process = own ? claimer : this.schedule.anyOf(this.schedule.processes());
		if (own) {
			claimer.network().loseEvents(0.7);
			claimer.network().loseRequests(this.world.chance(0.5) ? 0.4 : 0);
		}
		switch (this.world.random().nextInt(4)) {
			case 0 -> this.world.in(this.world.between(0, 8 * World.MILLISECOND), this::administer);
			case 1 -> {
				this.world.serverSlow(8 * World.SECOND);
				this.world.in(this.world.between(0, 5 * World.MILLISECOND), this::administer);
			}
			case 2 -> process.machine().pause(span(World.MILLISECOND, 20 * World.SECOND));
			default -> process.network().slowDown(span(World.SECOND, 20 * World.SECOND));
		}
	}

	private void administer() {
		if (!this.over && this.world.has(Model.LOCK_DELETED_OFTEN) && !this.schedule.kind().isMigrating()
				&& this.world.chance(0.7)) {
			this.hands.deleteLock();
		}
		else {
			this.hands.administer();
		}
	}

	/**
	 * Sometimes causes a fault of a process at the instant when its write takes effect,
	 * or shortly afterward.
	 */
	private void wrote(SimulatedProcess writer) {
		if (this.over || !this.world.has(Model.WRITERS_INTERRUPTED) || !this.world.chance(0.2)) {
			return;
		}
		long deadline = writer.settings().renewDeadline();
		switch (this.world.random().nextInt(7)) {
			case 0, 1 -> writer.machine().pause(span(deadline / 3, 2 * deadline));
			case 2 -> {
				writer.network().slowDown(span(deadline / 4, deadline));
				this.world.in(span(0, deadline / 2), () -> stopSoon(writer));
			}
			case 3 -> writer.network().partition(span(deadline / 10, deadline));
			case 4 -> stopSoon(writer);
			case 5 -> writer.network().loseRequests(0.3);
			default -> this.world.in(span(0, World.SECOND), () -> writer.askToYield(Duration.ZERO));
		}
	}

	private void stopSoon(SimulatedProcess process) {
		this.world.in(span(0, 6 * World.MILLISECOND), () -> {
			if (!this.over && process.isAlive() && process.isStarted()) {
				process.stop();
				this.world.in(this.world.chance(0.5) ? span(0, World.SECOND) : span(0, 10 * World.SECOND), () -> {
					if (process.isAlive() && !process.isStarted()) {
						process.stopOrStart();
					}
				});
			}
		});
	}

	private void modeledFault(Model model) {
		SimulatedProcess process = this.world.chance(0.7) ? this.schedule.leaderOrAny()
				: this.schedule.anyOf(this.schedule.processes());
		switch (model) {
			case THREADS_FAIL -> process.threads().fail(span(World.SECOND / 10, 12 * World.SECOND));
			case WATCHES_FALL_SILENT -> this.schedule.servers().forEach((server) -> server.silenceWatches(process));
			case TIMERS_SLEEP -> process.machine().suspend(span(World.SECOND, 40 * World.SECOND));
			case EXTREME_NUMBERS -> this.hands.writeExtremes();
			case LONG_RETRY_AFTER -> process.network().loseRequests(this.world.random().nextDouble(0.5));
			case POD_CHECKS_FAIL -> process.network().failPodChecks(span(World.SECOND, 30 * World.SECOND));
			case RELEASES_REFUSED -> {
				if (this.world.chance(0.5)) {
					process.askToYield(Duration.ZERO);
				}
				else {
					stopSoon(process);
				}
			}
			case LOCK_DELETED_OFTEN -> administer();
			default -> {
				// The other models take effect elsewhere.
			}
		}
	}

	private long span(long least, long most) {
		return this.world.between(least, most);
	}

	private void fault() {
		SimulatedProcess process = this.world.chance(0.5) ? this.schedule.leaderOrAny()
				: this.schedule.anyOf(this.schedule.processes());
		switch (this.world.random().nextInt(20)) {
			case 0 -> process.machine().pause(span(World.MILLISECOND, 30 * World.SECOND));
			case 1 -> process.machine().pause(span(World.MILLISECOND, LONGEST_PAUSE));
			case 2 -> process.network().partition(span(World.SECOND, 30 * World.SECOND));
			case 3 -> process.network().slowDown(span(World.SECOND, 20 * World.SECOND));
			case 4 -> process.network().loseRequests(this.world.random().nextDouble(0.5));
			case 5 -> process.network().loseEvents(this.world.random().nextDouble(0.5));
			case 6 -> process.askToYield(Duration.ZERO);
			case 7 -> process.askToYield(Duration.ofSeconds(this.world.between(1, 60)));
			case 8 -> sleepOrJump(process);
			case 9 -> this.schedule.servers().forEach((server) -> server.cutWatches(process));
			case 10 -> process.network().deny(span(World.SECOND, 20 * World.SECOND));
			case 11 -> process.threads().blockListeners(span(World.SECOND, 20 * World.SECOND));
			case 12 -> process.listener().setRude(true);
			case 13 -> process.stopOrStart();
			case 14 -> serverFault();
			case 15 -> this.schedule.replicas().twin();
			case 16 -> this.hands.administer();
			case 17, 18 -> this.schedule.replicas().restart(process);
			default -> this.schedule.replicas().replace(process);
		}
	}

	private void sleepOrJump(SimulatedProcess process) {
		if (this.machinesSleep) {
			process.machine().suspend(span(World.SECOND, 40 * World.SECOND));
		}
		else {
			process.machine().jump(this.world.between(-3_600_000, 3_600_000));
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

}
