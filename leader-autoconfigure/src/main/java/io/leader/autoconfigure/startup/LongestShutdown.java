package io.leader.autoconfigure.startup;

import java.time.Duration;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;

/**
 * The longest shutdown timeout of all elections that have been registered, even if they
 * have been removed since. Thread-safe.
 */
final class LongestShutdown implements LeaderElectionRegistrationListener {

	private final ConfiguredElections configured;

	private Duration longest = Duration.ZERO;

	LongestShutdown(ConfiguredElections configured) {
		this.configured = configured;
	}

	@Override
	public synchronized void registered(LeaderElection election) {
		Duration timeout = this.configured.of(election.name()).shutdown().timeout();
		if (this.longest.compareTo(timeout) < 0) {
			this.longest = timeout;
		}
	}

	synchronized Duration get() {
		return this.longest;
	}

}
