package io.leader.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

import io.leader.election.ElectionClock;
import io.leader.election.ElectionEngine;
import io.leader.election.ElectionRuntime;
import io.leader.election.ElectionSettings;
import io.leader.election.ElectionTimings;
import io.leader.election.InstanceMark;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LockException;

/**
 * One process with an unmodified engine in it: its clocks, which start anywhere and
 * drift, its pauses, and its network.
 */
final class SimulatedProcess implements ElectionClock, LeaderElectionListener {

	enum Fate {

		ARRIVES, LOST, REFUSED, LANDS_LATE

	}

	private final World world;

	private final Observer observer;

	private final String name;

	private final long bornAt;

	private final long nanosAtBirth;

	private final long millisAtBirth;

	private final double rate;

	private final ElectionEngine engine;

	private final LeaderElection election;

	private final SimulatedExecutor executor;

	private boolean crashed;

	private long pausedUntil;

	private long partitionedUntil;

	private long slowUntil;

	private double lossRate;

	private long wallJump;

	private boolean inCall;

	private boolean requestLost;

	private boolean granted;

	/**
	 * How a process takes part.
	 */
	interface Part {

		LeaderElection take(ElectionEngine engine, ElectionSettings settings, SimulatedProcess process);

	}

	SimulatedProcess(World world, Part part, boolean forLife, Observer observer, String identity, InstanceMark mark,
			ElectionTimings timings, double drift) {
		this.world = world;
		this.observer = observer;
		this.name = identity + "/" + mark.start();
		this.bornAt = world.now();
		this.nanosAtBirth = world.random().nextLong() / 4;
		this.millisAtBirth = 1_700_000_000_000L + world.between(-3_600_000, 3_600_000);
		this.rate = 1 + world.random().nextDouble(-drift, drift);
		this.executor = new SimulatedExecutor(world, this);
		this.engine = new ElectionEngine(new ElectionRuntime(this, this.executor, this::send, this::tell, Runnable::run,
				new SplittableRandom(world.random().nextLong())));
		this.election = part.take(this.engine, new ElectionSettings("simulated", identity, mark, timings, true,
				Duration.ofSeconds(5), Duration.ZERO, forLife), this);
		this.election.addListener(this);
		this.engine.start();
	}

	LeaderElection election() {
		return this.election;
	}

	void stop() {
		this.world.note("%s: stops", this.name);
		this.engine.stop();
	}

	// Time

	@Override
	public long nanoTime() {
		return this.nanosAtBirth + (long) ((this.world.now() - this.bornAt) * this.rate);
	}

	@Override
	public long currentTimeMillis() {
		return this.millisAtBirth + this.wallJump
				+ (long) ((this.world.now() - this.bornAt) * this.rate) / World.MILLISECOND;
	}

	long trueDelay(long nanos) {
		return (long) (nanos / this.rate) + 1;
	}

	void jumpWallClock(long millis) {
		this.world.note("%s: wall clock jumps by %d ms", this.name, millis);
		this.wallJump += millis;
	}

	// Threads

	/**
	 * Runs something in this process at a moment: later if the process is paused then,
	 * never if it has crashed.
	 */
	void at(long time, Runnable action) {
		this.world.at(time, () -> {
			if (this.crashed) {
				return;
			}
			if (this.world.now() < this.pausedUntil) {
				at(this.pausedUntil, action);
				return;
			}
			action.run();
		});
	}

	void execute(Runnable task) {
		if (!this.inCall) {
			at(this.world.now() + this.world.between(0, World.MILLISECOND / 10), task);
		}
		else if (!this.requestLost && fateOfRequest() != Fate.LOST) {
			at(this.world.now() + networkDelay(), task);
		}
	}

	private void send(Runnable call) {
		long delay = networkDelay();
		this.world.in(delay, () -> {
			this.inCall = true;
			this.requestLost = false;
			try {
				call.run();
			}
			finally {
				this.inCall = false;
			}
		});
	}

	private void tell(Runnable news) {
		at(this.world.now() + this.world.between(0, this.world.chance(0.05) ? World.SECOND : World.MILLISECOND), news);
	}

	// Network

	long networkDelay() {
		if (this.world.now() < this.slowUntil) {
			return this.world.between(World.MILLISECOND, 12 * World.SECOND);
		}
		return this.world.between(World.MILLISECOND / 5, 4 * World.MILLISECOND);
	}

	/**
	 * Notes that the request under way got lost: no answer to it may arrive.
	 */
	RuntimeException lost() {
		this.requestLost = true;
		return new IllegalStateException("lost on the way: nobody hears of this");
	}

	void forget(Object answer) {
		this.world.note("%s: nobody waits for %s", this.name, answer);
	}

	/**
	 * Lets a request take effect when nobody waits for it any more, whatever has become
	 * of this process.
	 */
	void landLate(Runnable effect) {
		this.world.in(this.world.between(World.SECOND / 20, 30 * World.SECOND), () -> {
			try {
				effect.run();
			}
			catch (LockException ex) {
				this.world.note("%s: a late request is refused: %s", this.name, ex.getMessage());
			}
		});
	}

	Fate fateOfRequest() {
		if (!isReachable() || this.world.chance(this.lossRate)) {
			return Fate.LOST;
		}
		if (this.world.chance(this.lossRate / 2 + 0.002)) {
			return Fate.LANDS_LATE;
		}
		return this.world.chance(this.lossRate / 2) ? Fate.REFUSED : Fate.ARRIVES;
	}

	boolean isReachable() {
		return this.world.now() >= this.partitionedUntil;
	}

	// Faults

	void pause(long span) {
		this.world.note("%s: paused for %.3f s", this.name, span / 1e9);
		this.pausedUntil = Math.max(this.pausedUntil, this.world.now() + span);
	}

	void partition(long span) {
		this.world.note("%s: cut off for %.3f s", this.name, span / 1e9);
		this.partitionedUntil = Math.max(this.partitionedUntil, this.world.now() + span);
	}

	void slowDown(long span) {
		this.world.note("%s: slow network for %.3f s", this.name, span / 1e9);
		this.slowUntil = Math.max(this.slowUntil, this.world.now() + span);
	}

	void loseRequests(double rate) {
		this.lossRate = rate;
	}

	void crash() {
		this.world.note("%s: crashes", this.name);
		this.crashed = true;
	}

	boolean isAlive() {
		return !this.crashed;
	}

	void heal() {
		this.lossRate = 0;
		this.pausedUntil = 0;
		this.partitionedUntil = 0;
		this.slowUntil = 0;
	}

	// Events

	@Override
	public void onGranted(LeaderElection source, long fencingToken) {
		this.world.note("%s: told it leads, token %d", this.name, fencingToken);
		this.observer.check(!this.granted, "%s was granted twice", this.name);
		this.granted = true;
	}

	@Override
	public void onRevoked(LeaderElection source) {
		this.world.note("%s: told it no longer leads", this.name);
		this.observer.check(this.granted, "%s was revoked without a grant", this.name);
		this.granted = false;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
