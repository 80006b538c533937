package io.leader.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;

/**
 * Describes an election in a response of the endpoint. The result is a plain map with
 * times as text, since JSON libraries differ in how they order the properties of an
 * object and format times.
 */
final class ElectionDescription {

	private ElectionDescription() {
	}

	/**
	 * Returns the four values of a k8s-elector response. If there is no election, they
	 * state that this process does not lead, and the names are empty.
	 */
	static Map<String, Object> summary(@Nullable LeaderElection election, Instant now) {
		Map<String, Object> facts = new LinkedHashMap<>();
		LeaderElectionStatus status = (election != null) ? election.status() : null;
		facts.put("isLeader", status != null && status.leading());
		facts.put("leader", (status != null && status.leader() != null) ? status.leader() : "");
		facts.put("node", (status != null) ? status.identity() : "");
		facts.put("timestamp", text(now));
		return facts;
	}

	static Map<String, Object> of(LeaderElection election) {
		LeaderElectionStatus status = election.status();
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("isLeader", status.leading());
		facts.put("leader", (status.leader() != null) ? status.leader() : "");
		facts.put("identity", status.identity());
		facts.put("lockType", status.lock().type());
		facts.put("lockName", status.lock().name());
		putIfKnown(facts, "namespace", status.lock().namespace());
		putIfKnown(facts, "since", text(status.since()));
		facts.put("transitions", status.transitions());
		putIfKnown(facts, "lastRenewal", text(status.lastRenewal()));
		status.authorityRemaining().duration().ifPresent((left) -> facts.put("authorityRemaining", text(left)));
		putIfKnown(facts, "fencingToken", status.fencingToken());
		if (!status.absence().isZero()) {
			facts.put("absence", text(status.absence()));
		}
		facts.put("problems", status.problems());
		return facts;
	}

	private static void putIfKnown(Map<String, Object> facts, String key, @Nullable Object value) {
		if (value != null) {
			facts.put(key, value);
		}
	}

	private static @Nullable String text(@Nullable Instant time) {
		return (time != null) ? time.truncatedTo(ChronoUnit.MILLIS).toString() : null;
	}

	static String text(Duration duration) {
		return duration.truncatedTo(ChronoUnit.MILLIS).toString();
	}

}
