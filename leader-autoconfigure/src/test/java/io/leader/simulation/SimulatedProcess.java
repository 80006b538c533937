package io.leader.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import io.leader.election.ElectionEngine;
import io.leader.election.ElectionRuntime;
import io.leader.election.ElectionSettings;
import io.leader.election.ElectionTimings;
import io.leader.election.GuardedCall;
import io.leader.election.InstanceMark;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LockException;
import io.leader.election.LockException.Kind;
import io.leader.election.LockRecord;
import io.leader.election.LockSnapshot;

/**
 * One process with an unmodified engine in it: its threads, its pauses, its network, its
 * listeners and its guarded sections.
 */
final class SimulatedProcess implements LeaderElectionListener {

	enum Fate {

		ARRIVES, LOST, REFUSED, LANDS_LATE

	}

	/**
	 * How a process takes part.
	 */
	interface Part {

		LeaderElection take(ElectionEngine engine, ElectionSettings settings, SimulatedProcess process);

	}

	/** How long it may take until what has arrived is acted on. */
	private static final long REACTION = World.MILLISECOND / 5;

	private final World world;

	private final Observer observer;

	private final String name;

	private final InstanceMark mark;

	private final ElectionTimings timings;

	private final SimulatedClock clock;

	private final ElectionEngine engine;

	private final LeaderElection election;

	private final List<Runnable> deferred = new ArrayList<>();

	private boolean crashed;

	private boolean started = true;

	private long pausedUntil;

	private int pauses;

	private long partitionedUntil;

	private long slowUntil;

	private long deniedUntil;

	private long listenersBlockedUntil;

	private double lossRate;

	private double eventLossRate;

	private boolean rudeListeners;

	private boolean inCall;

	private boolean requestLost;

	private boolean onEngine;

	private long nextOnEngine;

	private boolean granted;

	private LockSnapshot answer;

	private long seenVersion;

	/** Since when it has known of the other that holds the lock, or -1. */
	private long otherSince = -1;

	private long otherLease;

	private long newestVersion;

	private long sentAt;

	private boolean rememberedWhenSent;

	/** By version, whether another's lease was known of. */
	private final TreeMap<Long, Boolean> claims = new TreeMap<>();

	private int requests;

	private Section section;

	/**
	 * A guarded section.
	 *
	 * @param call the call
	 * @param end when it is to end
	 * @param pauses how often the process had been paused when it began
	 */
	private record Section(GuardedCall call, long end, int pauses) {
	}

	SimulatedProcess(World world, Part part, boolean forLife, Observer observer, String identity, InstanceMark mark,
			ElectionTimings timings, double drift) {
		this.world = world;
		this.observer = observer;
		this.name = identity + "/" + mark.start();
		this.mark = mark;
		this.timings = timings;
		this.clock = new SimulatedClock(world, drift);
		this.engine = new ElectionEngine(new ElectionRuntime(this.clock, new SimulatedExecutor(this), this::send,
				this::tell, Runnable::run, new SplittableRandom(world.random().nextLong())));
		this.election = part.take(this.engine, new ElectionSettings("simulated", identity, mark, timings, true,
				Duration.ofSeconds(5), Duration.ZERO, forLife), this);
		this.election.addListener(this);
		this.engine.start();
	}

	LeaderElection election() {
		return this.election;
	}

	SimulatedClock clock() {
		return this.clock;
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

	/**
	 * Stops, or starts again in the same process.
	 */
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
		Runnable onEngine = () -> {
			this.onEngine = true;
			try {
				task.run();
			}
			finally {
				this.onEngine = false;
			}
		};
		if (!this.inCall) {
			this.nextOnEngine = Math.max(this.nextOnEngine,
					this.world.now() + this.world.between(0, World.MILLISECOND / 10));
			at(this.nextOnEngine, onEngine);
		}
		else if (!this.requestLost && fateOfRequest() != Fate.LOST) {
			long arrival = this.world.now() + networkDelay();
			at(arrival, onEngine);
			if (this.answer != null && arrival - this.sentAt < 0.4 * this.timings.renewDeadline().toNanos()) {
				// What comes later has been given up.
				LockSnapshot read = this.answer;
				at(arrival, () -> saw(read));
			}
		}
	}

	/**
	 * Runs a timer of the engine.
	 */
	void onTimer(long delay, Runnable task) {
		at(this.world.now() + this.clock.trueDelay(delay), () -> {
			this.onEngine = true;
			try {
				task.run();
			}
			finally {
				this.onEngine = false;
			}
		});
	}

	private void send(Runnable call) {
		boolean remembered = remembersOther();
		long now = this.world.now();
		this.world.in(networkDelay(), () -> {
			this.inCall = true;
			this.rememberedWhenSent = remembered;
			this.sentAt = now;
			this.requestLost = false;
			this.answer = null;
			try {
				call.run();
			}
			finally {
				this.inCall = false;
				this.answer = null;
			}
		});
	}

	private void tell(Runnable news) {
		long soon = this.world.now()
				+ this.world.between(0, this.world.chance(0.05) ? World.SECOND : World.MILLISECOND);
		at(Math.max(soon, this.listenersBlockedUntil), news);
	}

	// Network

	void countRequest() {
		this.requests++;
	}

	int requests() {
		return this.requests;
	}

	long networkDelay() {
		if (this.world.now() < Math.max(this.slowUntil, this.world.serverSlowUntil())) {
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

	RuntimeException refusal() {
		if (this.world.now() < this.deniedUntil) {
			return new LockException(Kind.DENIED, "403 forbidden", null);
		}
		return SimulatedLock.refusal(this.world.random().nextInt(5), this.world.between(1, 5));
	}

	void forget(Object late) {
		this.world.note("%s: nobody waits for %s", this.name, late);
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
		if (this.world.now() < this.deniedUntil) {
			return Fate.REFUSED;
		}
		if (this.world.chance(this.lossRate / 2 + (this.world.isQuiet() ? 0 : 0.002))) {
			return Fate.LANDS_LATE;
		}
		return this.world.chance(this.lossRate / 2) ? Fate.REFUSED : Fate.ARRIVES;
	}

	boolean isReachable() {
		return this.world.now() >= Math.max(this.partitionedUntil, this.world.serverDownUntil());
	}

	/**
	 * Whether a watch event gets lost, or doubled.
	 */
	boolean losesEvent() {
		return this.eventLossRate > 0 && this.world.chance(this.eventLossRate);
	}

	// What it knows

	/**
	 * Notes what the read under way answers. That there is no lock has no version: it may
	 * be older than what is known.
	 */
	void answers(LockSnapshot snapshot) {
		this.answer = (snapshot.isAbsent() && !snapshot.isHolderGone()) ? null : snapshot;
	}

	/**
	 * Notes that something has arrived; a moment later the engine has acted on it.
	 */
	void saw(LockSnapshot snapshot) {
		at(this.world.now() + REACTION, () -> this.seenVersion = Math.max(this.seenVersion, snapshot.version()));
		this.world.note("%s: hears of version %d", this.name, snapshot.version());
		boolean news = snapshot.version() > this.newestVersion;
		this.newestVersion = Math.max(this.newestVersion, snapshot.version());
		LockRecord record = snapshot.record();
		if (snapshot.isHolderGone() || (record != null && record.isFree())) {
			this.otherSince = -1;
		}
		else if (record != null && news && !podUid().equals(ModelledServer.podUid(record))) {
			this.otherSince = this.world.now();
			this.otherLease = record.leaseDurationSeconds() * World.SECOND;
		}
	}

	boolean hasActedOn(long version) {
		return this.seenVersion > version;
	}

	long seenVersion() {
		return this.seenVersion;
	}

	/**
	 * Notes that the request under way is a claim that succeeds.
	 * @param base what it replaces
	 * @param version the version that it writes
	 */
	void claimed(LockSnapshot base, long version) {
		LockRecord before = base.record();
		if (before == null || !this.mark.toString().equals(before.instance())) {
			this.world.note("%s: a claim sent at %.4f s replaces version %d", this.name, this.sentAt / 1e9,
					base.version());
			this.claims.put(version, this.rememberedWhenSent);
		}
	}

	/**
	 * Whether the claim behind a token was sent although it could not but know of
	 * another's lease that was not over.
	 */
	boolean hasClaimedKnowing(long token) {
		Map.Entry<Long, Boolean> claim = this.claims.floorEntry(token);
		return claim != null && claim.getValue();
	}

	private boolean remembersOther() {
		long known = this.world.now() - this.otherSince;
		return this.otherSince >= 0 && known > REACTION && known < 0.9 * this.otherLease;
	}

	// Guarded sections

	/**
	 * Works now and then, for as long as the simulation goes.
	 */
	void work(long longestSafe) {
		at(this.world.now() + this.world.between(World.SECOND / 10, 4 * World.SECOND), () -> {
			if (this.section == null) {
				GuardedCall call = this.election.enter();
				if (call != null) {
					long span = this.world.chance(0.9) ? this.world.between(World.MILLISECOND, longestSafe)
							: this.world.between(longestSafe, 20 * World.SECOND);
					boolean safe = span <= longestSafe;
					this.section = new Section(call, safe ? this.world.now() + span : -1, this.pauses);
					at(this.world.now() + span, () -> {
						this.section = null;
						call.close();
					});
				}
			}
			work(longestSafe);
		});
	}

	/**
	 * Whether a section is running that nothing but the engine could have prolonged.
	 */
	boolean isInSection() {
		return this.section != null && this.world.now() < this.section.end() && this.pauses == this.section.pauses()
				&& !this.crashed;
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

	void partition(long span) {
		this.world.note("%s: cut off for %.3f s", this.name, span / 1e9);
		this.partitionedUntil = Math.max(this.partitionedUntil, this.world.now() + span);
	}

	void slowDown(long span) {
		this.world.note("%s: slow network for %.3f s", this.name, span / 1e9);
		this.slowUntil = Math.max(this.slowUntil, this.world.now() + span);
	}

	void deny(long span) {
		this.world.note("%s: may do nothing for %.3f s", this.name, span / 1e9);
		this.deniedUntil = this.world.now() + span;
	}

	void blockListeners(long span) {
		this.world.note("%s: listeners are late by %.3f s", this.name, span / 1e9);
		this.listenersBlockedUntil = this.world.now() + span;
	}

	void loseRequests(double rate) {
		this.lossRate = rate;
	}

	void loseEvents(double rate) {
		this.eventLossRate = rate;
	}

	void haveRudeListeners() {
		this.rudeListeners = true;
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
		this.lossRate = 0;
		this.eventLossRate = 0;
		this.partitionedUntil = 0;
		this.slowUntil = 0;
		this.deniedUntil = 0;
		this.listenersBlockedUntil = 0;
		this.rudeListeners = false;
		this.clock.resume();
		this.pausedUntil = 0;
		wake();
	}

	// Events

	@Override
	public void onGranted(LeaderElection source, long fencingToken) {
		this.world.note("%s: told it leads, token %d", this.name, fencingToken);
		this.observer.check(!this.granted, "%s was granted twice", this.name);
		this.observer.check(!this.onEngine, "%s is told on the engine's thread", this.name);
		this.granted = true;
		beRude();
	}

	@Override
	public void onRevoked(LeaderElection source) {
		this.world.note("%s: told it no longer leads", this.name);
		this.observer.check(this.granted, "%s was revoked without a grant", this.name);
		this.observer.check(!this.onEngine, "%s is told on the engine's thread", this.name);
		this.granted = false;
		beRude();
	}

	private void beRude() {
		if (this.rudeListeners && this.world.chance(0.5)) {
			this.election.yield();
		}
		if (this.rudeListeners && this.world.chance(0.5)) {
			throw new IllegalStateException("a listener fails");
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
