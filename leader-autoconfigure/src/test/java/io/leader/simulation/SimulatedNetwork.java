package io.leader.simulation;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;

/**
 * One process's network path to the server, which decides the fate of its requests.
 */
final class SimulatedNetwork {

	/**
	 * The fate of a request.
	 */
	enum Fate {

		ARRIVES, LOST, REFUSED, LANDS_LATE

	}

	private final World world;

	private final String name;

	private long partitionedUntil;

	private long slowUntil;

	private long deniedUntil;

	private long podChecksFailUntil;

	private long lastTrouble = -World.HOUR;

	private long lastButOneTrouble = -World.HOUR;

	private double lossRate;

	private double eventLossRate;

	SimulatedNetwork(World world, String name) {
		this.world = world;
		this.name = name;
	}

	long delay() {
		if (isSlow()) {
			long delay = this.world.between(World.MILLISECOND, 12 * World.SECOND);
			// The fault lasts that long, since the request occupies a thread.
			trouble(this.world.now() + delay);
			return delay;
		}
		return this.world.between(World.MILLISECOND / 5, 4 * World.MILLISECOND);
	}

	boolean isReachable() {
		return this.world.now() >= Math.max(this.partitionedUntil, this.world.serverDownUntil());
	}

	/**
	 * Draws whether a watch event is lost or, in a second call, whether it is duplicated.
	 */
	boolean losesEvent() {
		return this.eventLossRate > 0 && this.world.chance(this.eventLossRate);
	}

	private boolean isSlow() {
		return this.world.now() < Math.max(this.slowUntil, this.world.serverSlowUntil());
	}

	/**
	 * Counts a fault of a request or a response.
	 */
	void trouble() {
		trouble(this.world.now());
	}

	private void trouble(long until) {
		this.lastButOneTrouble = Math.max(this.lastButOneTrouble, Math.min(this.lastTrouble, until));
		this.lastTrouble = Math.max(this.lastTrouble, until);
	}

	/**
	 * Returns whether requests or responses have been affected by faults since a given
	 * time.
	 * @param twice whether two faults are required rather than one
	 * @param since the time
	 */
	boolean hadTrouble(boolean twice, long since) {
		return (twice ? this.lastButOneTrouble : this.lastTrouble) >= since;
	}

	/**
	 * Returns whether there are no faults now.
	 */
	boolean isHealthy() {
		return isReachable() && !isSlow() && this.world.now() >= this.deniedUntil && this.lossRate == 0
				&& this.eventLossRate == 0 && this.world.now() >= this.podChecksFailUntil;
	}

	boolean losesResponse() {
		return fateOfRequest() == Fate.LOST;
	}

	Fate fateOfRequest() {
		Fate fate = draw();
		if (fate != Fate.ARRIVES) {
			this.world.note("%s: a request or a response is %s", this.name, fate);
			trouble();
		}
		return fate;
	}

	private Fate draw() {
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

	RuntimeException refusal() {
		if (this.world.now() < this.deniedUntil) {
			return new SimulatedRefusal(Kind.DENIED, "403 forbidden");
		}
		boolean days = this.world.has(Model.LONG_RETRY_AFTER);
		return SimulatedLock.refusal(days ? 1 : this.world.random().nextInt(5),
				days ? this.world.between(1, 864_000) : this.world.between(1, 5));
	}

	/**
	 * Makes a request take effect later, regardless of the state of its process. The
	 * caller receives no response.
	 */
	void landLate(Runnable effect) {
		this.world.in(this.world.between(World.SECOND / 20, 30 * World.SECOND), () -> {
			try {
				effect.run();
			}
			catch (LockException | IllegalStateException ex) {
				this.world.note("%s: a late request is refused: %s", this.name, ex.getMessage());
			}
		});
	}

	// Faults

	void partition(long span) {
		this.world.note("%s: cut off for %.3f s", this.name, span / 1e9);
		this.partitionedUntil = Math.max(this.partitionedUntil, this.world.now() + span);
	}

	void slowDown(long span) {
		this.world.note("%s: slow network for %.3f s", this.name, span / 1e9);
		this.slowUntil = Math.max(this.slowUntil, this.world.now() + span);
	}

	void deny(long span) {
		this.world.note("%s: is denied all requests for %.3f s", this.name, span / 1e9);
		this.deniedUntil = this.world.now() + span;
	}

	void failPodChecks(long span) {
		this.world.note("%s: cannot check Pods for %.3f s", this.name, span / 1e9);
		this.podChecksFailUntil = this.world.now() + span;
	}

	boolean arePodChecksFailing() {
		return this.world.now() < this.podChecksFailUntil;
	}

	void loseRequests(double rate) {
		this.lossRate = rate;
	}

	void loseEvents(double rate) {
		this.eventLossRate = rate;
	}

	void heal() {
		this.lossRate = 0;
		this.eventLossRate = 0;
		this.partitionedUntil = 0;
		this.slowUntil = 0;
		this.deniedUntil = 0;
		this.podChecksFailUntil = 0;
	}

}
