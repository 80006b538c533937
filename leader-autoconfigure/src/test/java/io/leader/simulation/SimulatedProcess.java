package io.leader.simulation;

import java.time.Duration;

import io.leader.election.LeaderElection;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionRuntime;
import io.leader.engine.ElectionSettings;
import io.leader.lock.LockSnapshot;

/**
 * One process that runs an unmodified engine, with its threads, pauses, network,
 * listener, and guarded sections.
 */
final class SimulatedProcess {

	/**
	 * The part that a process plays in the election: it adds the election to the engine,
	 * with the locks that the process uses.
	 */
	interface Part {

		LeaderElection take(ElectionEngine engine, ElectionSettings settings, SimulatedProcess process);

	}

	private final World world;

	private final Observer observer;

	private final String name;

	private final Image image;

	private final Settings settings;

	private final boolean forLife;

	private final SimulatedClock clock;

	private final SimulatedNetwork network;

	private final SimulatedThreads threads;

	private final Knowledge knowledge;

	private final SimulatedListener listener;

	private final GuardedWork work;

	private final SimulatedCalls calls;

	private final ElectionEngine engine;

	private final LeaderElection election;

	private final Promises promises;

	private final SimulatedMachine machine;

	private boolean started = true;

	SimulatedProcess(World world, Part part, boolean forLife, Observer observer, Image image, Settings settings,
			SimulatedClock clock, long longestSafeSection) {
		this.world = world;
		this.observer = observer;
		this.image = image;
		this.name = image.name();
		this.settings = settings;
		this.forLife = forLife;
		this.clock = clock;
		this.machine = new SimulatedMachine(world, this);
		this.network = new SimulatedNetwork(world, this.name);
		this.threads = new SimulatedThreads(world, this);
		this.knowledge = new Knowledge(world, image.podUid(), settings.lease(), observer.isForLife());
		this.calls = new SimulatedCalls(world, this);
		this.listener = new SimulatedListener(world, observer, this);
		this.work = new GuardedWork(world, this, longestSafeSection);
		this.promises = new Promises(world, observer, this);
		this.engine = new ElectionEngine(new ElectionRuntime(this.clock, new SimulatedExecutor(this),
				this.threads::call, this.threads::tell, this.threads::log, image::random, this.threads::watchClock));
		this.election = part.take(this.engine,
				ElectionSettings.named("simulated")
					.identity(() -> image.identity(this.threads.isFailing()))
					.mark(image::mark)
					.timings(settings.timings())
					.releaseOnStop(settings.releaseOnStop())
					.shutdownTimeout(settings.shutdownTimeout())
					.spread(settings.spread())
					.forLife(forLife)
					.build(),
				this);
		this.election.addListener(this.listener);
		image.completed();
		this.engine.start();
		this.work.keepWorking();
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

	SimulatedNetwork network() {
		return this.network;
	}

	SimulatedThreads threads() {
		return this.threads;
	}

	Knowledge knowledge() {
		return this.knowledge;
	}

	Promises promises() {
		return this.promises;
	}

	World world() {
		return this.world;
	}

	String podUid() {
		return this.image.podUid();
	}

	Settings settings() {
		return this.settings;
	}

	/**
	 * Returns whether the process leads for life, that is, it does not yield, and does
	 * not release its lock when it stops.
	 */
	boolean isForLife() {
		return this.forLife;
	}

	void check(boolean condition, String message, Object... arguments) {
		this.observer.check(condition, message, arguments);
	}

	void stop() {
		this.world.note("%s: stops", this.name);
		boolean first = this.started;
		this.started = false;
		this.promises.stops(this.engine.stop(), first);
	}

	void stopOrStart() {
		if (this.started) {
			stop();
		}
		else {
			this.world.note("%s: starts again", this.name);
			this.started = true;
			this.promises.starts();
			if (this.world.has(Model.THREADS_FAIL) && !this.world.isQuiet()) {
				this.threads.fail(World.SECOND);
			}
			this.engine.start();
		}
	}

	/**
	 * Asks the election to yield and, unless the given time is zero, to stay out for that
	 * time.
	 */
	void askToYield(Duration stayOut) {
		this.world.note("%s: is asked to yield for %s", this.name, stayOut);
		this.promises.yields(stayOut.toNanos());
		if (stayOut.isZero()) {
			this.election.yieldLeadership();
		}
		else {
			this.election.yieldLeadership(stayOut);
		}
	}

	SimulatedMachine machine() {
		return this.machine;
	}

	void at(long time, Runnable action) {
		this.machine.at(time, action);
	}

	// Arrivals

	/**
	 * Records the arrival of a snapshot. If the process is started, also records, a
	 * moment later, that the engine has had time to react to the snapshot.
	 */
	void saw(LockSnapshot snapshot) {
		this.world.note("%s: observes version %d", this.name, snapshot.version());
		if (!this.started) {
			// A stopped process does not react.
			this.knowledge.mayHaveArrived(snapshot);
			return;
		}
		this.knowledge.arrived(snapshot);
		at(this.world.now() + Knowledge.REACTION, () -> this.knowledge.actedOn(snapshot.version()));
	}

	/**
	 * Records that this process's release takes effect, and checks that its listener has
	 * been notified of the revocation and its guarded section has ended.
	 */
	void released() {
		this.observer.check(!this.listener.isGranted(), "%s released a lock before its listeners were notified",
				this.name);
		this.observer.check(!this.work.isToBeWaitedFor(), "%s released a lock before its guarded section ended",
				this.name);
		this.promises.released();
	}

	boolean isStarted() {
		return this.started;
	}

	boolean isAlive() {
		return !this.machine.hasCrashed();
	}

	void heal() {
		this.network.heal();
		this.machine.heal();
		this.threads.heal();
		this.listener.setRude(false);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
