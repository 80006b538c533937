package io.leader.simulation;

import java.util.function.BooleanSupplier;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * One process's listener, which knows what it may be told and when, and may be rude.
 */
final class SimulatedListener implements LeaderElectionListener {

	private final World world;

	private final Observer observer;

	private final String name;

	private final BooleanSupplier onEngine;

	private boolean granted;

	private boolean rude;

	SimulatedListener(World world, Observer observer, String name, BooleanSupplier onEngine) {
		this.world = world;
		this.observer = observer;
		this.name = name;
		this.onEngine = onEngine;
	}

	/**
	 * Throws, and yields, now and then.
	 */
	void setRude(boolean rude) {
		this.rude = rude;
	}

	boolean isGranted() {
		return this.granted;
	}

	@Override
	public void onGranted(LeaderElection source, long fencingToken) {
		this.world.note("%s: told it leads, token %d", this.name, fencingToken);
		this.observer.check(!this.granted, "%s was granted twice", this.name);
		this.granted = true;
		told(source);
	}

	@Override
	public void onRevoked(LeaderElection source) {
		this.world.note("%s: told it no longer leads", this.name);
		this.observer.check(this.granted, "%s was revoked without a grant", this.name);
		this.granted = false;
		told(source);
	}

	private void told(LeaderElection source) {
		this.observer.check(!this.onEngine.getAsBoolean(), "%s is told on the engine's thread", this.name);
		if (this.rude && this.world.chance(0.5)) {
			source.yield();
		}
		if (this.rude && this.world.chance(0.5)) {
			throw new IllegalStateException("a listener fails");
		}
	}

}
