package io.leader.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.leader.election.ClockWatch;
import io.leader.election.ElectionEngine;
import io.leader.election.ElectionRuntime;
import io.leader.election.ElectionSettings;
import io.leader.election.ElectionTimings;
import io.leader.election.InstanceMark;
import io.leader.election.LeaderElection;
import io.leader.election.LockSnapshot;

/**
 * One process with an unmodified engine in it: its threads, its pauses, its network, its
 * listeners and its guarded sections.
 */
final class SimulatedProcess {

	/**
	 * How a process takes part.
	 */
	interface Part {

		LeaderElection take(ElectionEngine engine, ElectionSettings settings, SimulatedProcess process);

	}

	private final World world;

	private final Observer observer;

	private final String name;

	private final InstanceMark mark;

	private final ElectionTimings timings;

	private final SimulatedClock clock;

	private final SimulatedNetwork network;

	private final Knowledge knowledge;

	private final SimulatedListener listener;

	private final GuardedWork work;

	private final SimulatedCalls calls;

	private final ElectionEngine engine;

	private final LeaderElection election;

	private final List<Runnable> deferred = new ArrayList<>();

	private boolean crashed;

	private boolean started = true;

	private long pausedUntil;

	private int pauses;

	private long listenersBlockedUntil;

	private boolean onEngine;

	private long nextOnEngine;

	SimulatedProcess(World world, Part part, boolean forLife, Observer observer, String identity, InstanceMark mark,
			ElectionTimings timings, double drift, long longestSafeSection) {
		this.world = world;
		this.observer = observer;
		this.name = identity + "/" + mark.start();
		this.mark = mark;
		this.timings = timings;
		this.clock = new SimulatedClock(world, drift);
		this.network = new SimulatedNetwork(world, this.name);
		this.knowledge = new Knowledge(world, mark, observer.isForLife());
		this.calls = new SimulatedCalls(world, this);
		this.listener = new SimulatedListener(world, observer, this.name, () -> this.onEngine);
		this.work = new GuardedWork(world, this, longestSafeSection);
		this.engine = new ElectionEngine(new ElectionRuntime(this.clock, new SimulatedExecutor(this), this.calls::send,
				this::tell, Runnable::run, random(world), this::watchClock));
		this.election = part.take(this.engine, new ElectionSettings("simulated", identity, mark, timings, true,
				Duration.ofSeconds(5), Duration.ZERO, forLife), this);
		this.election.addListener(this.listener);
		this.engine.start();
		this.work.goOn();
	}

	private static Supplier<RandomGenerator> random(World world) {
		SplittableRandom random = new SplittableRandom(world.random().nextLong());
		return () -> random;
	}

	/**
	 * Looks at the clocks every 200 ms of true time, unless the process is paused.
	 */
	private ClockWatch.Registration watchClock(Runnable look) {
		AtomicBoolean closed = new AtomicBoolean();
		lookAtClock(look, closed);
		return () -> closed.set(true);
	}

	private void lookAtClock(Runnable look, AtomicBoolean closed) {
		at(this.world.now() + 200 * World.MILLISECOND, () -> {
			if (!closed.get()) {
				look.run();
				lookAtClock(look, closed);
			}
		});
	}

	LeaderElection election() {
		return this.election;
	}

	SimulatedClock clock() {
		return this.clock;
	}

	SimulatedListener listener() {
		return this.listener;
	}

	SimulatedCalls calls() {
		return this.calls;
	}

	GuardedWork work() {
		return this.work;
	}

	int pauses() {
		return this.pauses;
	}

	SimulatedNetwork network() {
		return this.network;
	}

	Knowledge knowledge() {
		return this.knowledge;
	}

	String podUid() {
		return this.mark.podUid();
	}

	ElectionTimings timings() {
		return this.timings;
	}

	void stop() {
		this.world.note("%s: stops", this.name);
		this.started = false;
		this.engine.stop();
	}

	void stopOrStart() {
		if (this.started) {
			stop();
		}
		else {
			this.world.note("%s: starts again", this.name);
			this.started = true;
			this.engine.start();
		}
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
				this.deferred.add(action);
				return;
			}
			action.run();
		});
	}

	void execute(Runnable task) {
		Runnable onEngine = () -> runOnEngine(task);
		if (this.calls.isUnderWay()) {
			this.calls.deliver(onEngine);
			return;
		}
		this.nextOnEngine = Math.max(this.nextOnEngine,
				this.world.now() + this.world.between(0, World.MILLISECOND / 10));
		at(this.nextOnEngine, onEngine);
	}

	/**
	 * Runs a timer of the engine.
	 */
	void onTimer(long delay, Runnable task) {
		at(this.world.now() + this.clock.trueDelay(delay), () -> runOnEngine(task));
	}

	private void runOnEngine(Runnable task) {
		this.onEngine = true;
		try {
			task.run();
		}
		finally {
			this.onEngine = false;
		}
	}

	private void tell(Runnable news) {
		long soon = this.world.now()
				+ this.world.between(0, this.world.chance(0.05) ? World.SECOND : World.MILLISECOND);
		at(Math.max(soon, this.listenersBlockedUntil), news);
	}

	// What arrives

	/**
	 * Notes that something has arrived; a moment later the engine has acted on it.
	 */
	void saw(LockSnapshot snapshot) {
		this.world.note("%s: hears of version %d", this.name, snapshot.version());
		if (!this.started) {
			// Who has stopped is not interested.
			this.knowledge.mayHaveArrived(snapshot);
			return;
		}
		this.knowledge.arrived(snapshot);
		at(this.world.now() + Knowledge.REACTION, () -> this.knowledge.actedOn(snapshot.version()));
	}

	/**
	 * Notes that a release of its takes effect.
	 */
	void released() {
		this.observer.check(!this.listener.isGranted(), "%s released a lock before its listeners were told", this.name);
		this.observer.check(!this.work.isToBeWaitedFor(), "%s released a lock before its guarded section ended",
				this.name);
	}

	// Faults

	void pause(long span) {
		this.world.note("%s: paused for %.3f s", this.name, span / 1e9);
		this.pauses++;
		this.pausedUntil = Math.max(this.pausedUntil, this.world.now() + span);
		this.world.at(this.pausedUntil, this::wake);
	}

	private void wake() {
		if (this.world.now() >= this.pausedUntil && !this.crashed) {
			List<Runnable> due = List.copyOf(this.deferred);
			this.deferred.clear();
			due.forEach((action) -> at(this.world.now(), action));
		}
	}

	/**
	 * The machine sleeps: the process is paused, and the monotonic clock stands still.
	 */
	void suspend(long span) {
		this.clock.suspend(span);
		pause(span);
	}

	void blockListeners(long span) {
		this.world.note("%s: listeners are late by %.3f s", this.name, span / 1e9);
		this.listenersBlockedUntil = this.world.now() + span;
	}

	void crash() {
		this.world.note("%s: crashes", this.name);
		this.crashed = true;
	}

	boolean isAlive() {
		return !this.crashed;
	}

	boolean isStarted() {
		return this.started;
	}

	void heal() {
		this.network.heal();
		this.listenersBlockedUntil = 0;
		this.listener.setRude(false);
		this.clock.resume();
		this.pausedUntil = 0;
		wake();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
