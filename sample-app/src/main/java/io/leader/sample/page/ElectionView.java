package io.leader.sample.page;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElectionStatus;

/**
 * What the page shows about an election.
 *
 * @param name the name of the election
 * @param leader the last observed leader, or {@code null} if there is none
 * @param leading whether this replica leads
 * @param since when the leader acquired the lock, truncated to whole seconds, or
 * {@code null} if this is unknown
 * @param lock the lock of the election
 * @param transitions how many times the lock has changed hands
 * @param fencingToken the fencing token of the current grant, or {@code null} if this
 * replica does not lead
 * @param authorityMillis the renew deadline, which is how long the authority lasts after
 * a renewal, in milliseconds
 * @param problems the current problems
 */
public record ElectionView(String name, @Nullable String leader, boolean leading, @Nullable Instant since, String lock,
		int transitions, @Nullable Long fencingToken, long authorityMillis, List<String> problems) {

	static ElectionView of(LeaderElectionStatus status, Duration authority) {
		String namespace = status.lock().namespace();
		Instant since = (status.since() != null) ? status.since().truncatedTo(ChronoUnit.SECONDS) : null;
		return new ElectionView(status.election(), status.leader(), status.leading(), since,
				status.lock().type() + " " + ((namespace != null) ? namespace + "/" : "") + status.lock().name(),
				status.transitions(), status.fencingToken(), authority.toMillis(), status.problems());
	}

}
