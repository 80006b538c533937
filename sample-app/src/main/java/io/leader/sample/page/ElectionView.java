package io.leader.sample.page;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElectionStatus;

/**
 * What the page shows of an election.
 *
 * @param name its name
 * @param leader who leads, or {@code null}
 * @param leading whether this replica leads
 * @param since since when
 * @param lock which lock it is about
 * @param transitions how often that has changed hands
 * @param fencingToken the number of the present grant
 * @param authorityMillis how long an authority lasts that is not renewed
 * @param problems what is wrong
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
