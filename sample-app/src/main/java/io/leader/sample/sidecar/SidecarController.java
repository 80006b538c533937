package io.leader.sample.sidecar;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.annotation.JsonProperty;

import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;

/**
 * What the sidecars answer over HTTP, from this process's memory.
 */
@RestController
@Profile("sidecar")
class SidecarController {

	/**
	 * The answer of leader-election.
	 *
	 * @param leader who leads; empty if nobody was seen to
	 */
	record Leader(String leader) {
	}

	/**
	 * The answer of k8s-elector.
	 *
	 * @param leading whether this process leads
	 * @param leader who leads; empty if nobody was seen to
	 * @param node this process's identity
	 * @param timestamp now, in whole seconds
	 */
	record Election(@JsonProperty("is_leader") boolean leading, @JsonProperty("leader") String leader,
			@JsonProperty("node") String node, @JsonProperty("timestamp") String timestamp) {
	}

	private final LeaderElection election;

	SidecarController(LeaderElection election) {
		this.election = election;
	}

	@GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
	Election election() {
		LeaderElectionStatus status = this.election.status();
		return new Election(status.leading(), leader(status), status.identity(),
				Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
	}

	@GetMapping(path = "/api/leader", produces = MediaType.APPLICATION_JSON_VALUE)
	Leader leader() {
		return new Leader(leader(this.election.status()));
	}

	private static String leader(LeaderElectionStatus status) {
		return (status.leader() != null) ? status.leader() : "";
	}

	/**
	 * This process runs; who leads has nothing to do with it.
	 */
	@GetMapping(path = { "/healthz", "/readyz" }, produces = MediaType.TEXT_PLAIN_VALUE)
	String health() {
		return "ok\n";
	}

}
