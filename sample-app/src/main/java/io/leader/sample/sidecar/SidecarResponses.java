package io.leader.sample.sidecar;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElectionStatus;

/**
 * The HTTP responses of the original sidecars, based on what this process already knows.
 * As in those programs, headers such as {@code Accept} are ignored, {@code /} supports
 * every method, and the other routes support GET only.
 */
final class SidecarResponses {

	private final Supplier<@Nullable LeaderElectionStatus> status;

	private final Function<String, @Nullable SidecarResponse> others;

	/**
	 * Creates the responses.
	 * @param status supplies the status of the election, or {@code null} while the
	 * application starts
	 * @param others returns the response for any other path, or {@code null} if there is
	 * none
	 */
	SidecarResponses(Supplier<@Nullable LeaderElectionStatus> status,
			Function<String, @Nullable SidecarResponse> others) {
		this.status = status;
		this.others = others;
	}

	SidecarResponse respond(String method, String path) {
		if (path.equals("/")) {
			return SidecarResponse.json(election());
		}
		if (!method.equals("GET")) {
			return SidecarResponse.notFound();
		}
		return switch (path) {
			case "/api/leader" -> SidecarResponse.json(object().put("leader", leader(this.status.get())).toString());
			// Both show only that this process is running, regardless of who leads.
			case "/healthz", "/readyz" -> SidecarResponse.text("ok\n");
			default -> {
				SidecarResponse other = this.others.apply(path);
				yield (other != null) ? other : SidecarResponse.notFound();
			}
		};
	}

	/**
	 * Returns the response of k8s-elector.
	 */
	private String election() {
		LeaderElectionStatus now = this.status.get();
		return object().put("is_leader", now != null && now.leading())
			.put("leader", leader(now))
			.put("node", (now != null) ? now.identity() : "")
			.put("timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
			.toString();
	}

	/**
	 * Returns the leader; empty if none is known, or if this process is the last observed
	 * holder but does not lead. In the latter case, this process might be cut off from
	 * the API server, and another process might already lead.
	 */
	private static String leader(@Nullable LeaderElectionStatus status) {
		String leader = (status != null) ? status.leader() : null;
		boolean stale = status != null && !status.leading() && status.identity().equals(leader);
		return (leader != null && !stale) ? leader : "";
	}

	private static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

}
