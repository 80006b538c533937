package io.leader.event;

import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * Publishes {@link OnGrantedEvent}, {@link OnRevokedEvent}, and
 * {@link OnOtherLeaderEvent} as application events. Their role is the election's name,
 * and their source is the {@link LeaderElection}.
 * <p>
 * Events of one election are published one after another, on a thread that may block.
 * When an event arrives, {@code isLeader()} reflects the new state or a later one. The
 * lock is not released before the listeners of {@link OnRevokedEvent} have returned,
 * unless the shutdown timeout or the lease expires first. The release does not wait for
 * asynchronous listeners.
 * <p>
 * Internal: may change without notice.
 */
public final class LeaderEvents implements LeaderElectionListener {

	private final IsolatedListeners listeners;

	/**
	 * Creates a publisher.
	 * @param listeners the listeners to publish to
	 */
	public LeaderEvents(IsolatedListeners listeners) {
		this.listeners = listeners;
	}

	@Override
	public void onGranted(LeaderElection election, long fencingToken) {
		publish(new OnGrantedEvent(election, new ElectionContext(election), election.name()));
	}

	@Override
	public void onRevoked(LeaderElection election) {
		publish(new OnRevokedEvent(election, new ElectionContext(election), election.name()));
	}

	@Override
	public void onOtherLeader(LeaderElection election, String leader) {
		publish(new OnOtherLeaderEvent(election, leader));
	}

	private void publish(AbstractLeaderEvent event) {
		this.listeners.publish(event);
	}

	@Override
	public String toString() {
		return "application event listeners";
	}

}
