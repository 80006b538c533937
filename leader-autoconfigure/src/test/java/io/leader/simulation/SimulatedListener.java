package io.leader.simulation;

import java.time.Duration;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * One process's listener. It checks that notifications are in order, that tokens
 * increase, and that it is not called on the engine's thread. It can be made to yield and
 * to throw exceptions.
 */
final class SimulatedListener implements LeaderElectionListener {

	private final World world;

	private final Observer observer;

	private final SimulatedProcess process;

	private boolean granted;

	private boolean rude;

	private long lastToken = -1;

	SimulatedListener(World world, Observer observer, SimulatedProcess process) {
		this.world = world;
		this.observer = observer;
		this.process = process;
	}

	/**
	 * Sets whether this listener is rude, that is, yields or throws an exception from
	 * time to time.
	 */
	void setRude(boolean rude) {
		this.rude = rude;
	}

	boolean isGranted() {
		return this.granted;
	}

	@Override
	public void onGranted(LeaderElection source, long fencingToken) {
		this.world.note("%s: notified of a grant, token %d", this.process, fencingToken);
		this.observer.check(!this.granted, "%s was granted twice", this.process);
		this.granted = true;
		this.observer.check(fencingToken > this.lastToken, "%s was notified of token %d after token %d", this.process,
				fencingToken, this.lastToken);
		this.lastToken = fencingToken;
		if (this.process.election().isLeader()) {
			this.observer.notified(this.process, fencingToken);
		}
		notified();
	}

	@Override
	public void onRevoked(LeaderElection source) {
		this.world.note("%s: notified of a revocation", this.process);
		this.observer.check(this.granted, "%s was revoked without a grant", this.process);
		this.granted = false;
		notified();
	}

	private void notified() {
		this.observer.check(!this.process.machine().isOnEngine(), "%s is notified on the engine's thread",
				this.process);
		if (this.rude && this.world.chance(0.5)) {
			this.process.askToYield(Duration.ZERO);
		}
		if (this.rude && this.world.chance(0.5)) {
			throw new IllegalStateException("a listener fails");
		}
	}

}
