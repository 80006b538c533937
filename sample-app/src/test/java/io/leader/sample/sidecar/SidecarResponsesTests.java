package io.leader.sample.sidecar;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.leader.election.LeaderElectionStatus;
import io.leader.lock.LockCoordinates;

import static org.assertj.core.api.Assertions.assertThat;

class SidecarResponsesTests {

	private static SidecarResponses responses(@Nullable String leader, boolean leading) {
		LeaderElectionStatus status = LeaderElectionStatus
			.builder("example", "me", new LockCoordinates("leases", "example", "apps"))
			.leader(leader)
			.leading(leading)
			.transitions(1)
			.build();
		return new SidecarResponses(() -> status, (path) -> null);
	}

	private static String get(SidecarResponses responses, String path) {
		return responses.respond("GET", path).body();
	}

	/**
	 * When a former leader without a connection last read the lock, it was still the
	 * holder.
	 */
	@Test
	void aFormerLeaderDoesNotNameItself() {
		SidecarResponses cutOff = responses("me", false);
		assertThat(get(cutOff, "/api/leader")).isEqualTo("{\"leader\":\"\"}");
		assertThat(get(cutOff, "/")).startsWith("{\"is_leader\":false,\"leader\":\"\",\"node\":\"me\",");
	}

	@Test
	void leadersAreNamed() {
		assertThat(get(responses("me", true), "/api/leader")).isEqualTo("{\"leader\":\"me\"}");
		assertThat(get(responses("me", true), "/"))
			.startsWith("{\"is_leader\":true,\"leader\":\"me\",\"node\":\"me\",");
		assertThat(get(responses("other", false), "/api/leader")).isEqualTo("{\"leader\":\"other\"}");
		assertThat(get(responses("o\"ther", false), "/api/leader")).isEqualTo("{\"leader\":\"o\\\"ther\"}");
		assertThat(get(responses(null, false), "/api/leader")).isEqualTo("{\"leader\":\"\"}");
	}

	@Test
	void noLeaderIsNamedWhileTheApplicationStarts() {
		SidecarResponses starting = new SidecarResponses(() -> null, (path) -> null);
		assertThat(get(starting, "/healthz")).isEqualTo("ok\n");
		assertThat(get(starting, "/api/leader")).isEqualTo("{\"leader\":\"\"}");
		assertThat(get(starting, "/")).startsWith("{\"is_leader\":false,\"leader\":\"\",\"node\":\"\",");
	}

	/**
	 * The methods are those of the original programs: the handlers of leader-election
	 * respond to anything but GET with 404, and k8s-elector does not check the method.
	 * However, k8s-elector responds to every path, whereas the sidecar serves only
	 * {@code /}.
	 */
	@ParameterizedTest
	@CsvSource({ "GET, /healthz, 200", "GET, /readyz, 200", "GET, /api/leader, 200", "GET, /, 200", "HEAD, /, 200",
			"POST, /, 200", "HEAD, /healthz, 404", "POST, /readyz, 404", "HEAD, /api/leader, 404",
			"DELETE, /api/leader, 404", "GET, /no-such-path, 404", "GET, /api/leader/, 404" })
	void methodsAndPathsAreThoseOfTheProgramsReplaced(String method, String path, int status) {
		assertThat(responses("me", true).respond(method, path).status()).isEqualTo(status);
	}

}
