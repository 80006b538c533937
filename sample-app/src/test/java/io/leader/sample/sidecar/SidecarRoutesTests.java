package io.leader.sample.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import io.leader.actuate.LeaderEndpoint;
import io.leader.election.LeaderElections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests that the sidecar serves the requests that the migration page lists as served, and
 * responds with 404 to those that the page lists as not served.
 */
class SidecarRoutesTests {

	private static final Pattern ROW = Pattern.compile("\\| `([A-Z]+) (/[a-z/{}]*)` \\| (yes|no: .+) \\|");

	/**
	 * Returns the requests in the migration page's table, and whether each is served
	 * according to the table.
	 */
	private static Map<String, Boolean> documented() throws IOException {
		String page = Files.readString(Path.of("../docs/migrating.md"));
		Map<String, Boolean> rows = new TreeMap<>();
		Matcher row = ROW.matcher(page);
		while (row.find()) {
			rows.put(row.group(1) + " " + row.group(2), row.group(3).equals("yes"));
		}
		return rows;
	}

	private static SidecarResponses responses() {
		LeaderElections elections = mock();
		given(elections.iterator()).willAnswer((call) -> Collections.emptyIterator());
		StaticListableBeanFactory beans = new StaticListableBeanFactory(
				Map.of("endpoint", new LeaderEndpoint(elections, () -> null, InstantSource.system()), "metrics",
						new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), "json", new JsonMapper()));
		return new SidecarResponses(() -> null, new SidecarActuator(beans.getBeanProvider(LeaderEndpoint.class),
				beans.getBeanProvider(PrometheusMeterRegistry.class), beans.getBeanProvider(JsonMapper.class)));
	}

	@Test
	void theMigrationPageListsTheServedRequests() throws IOException {
		SidecarResponses responses = responses();
		Map<String, Boolean> documented = documented();
		assertThat(documented).containsEntry("GET /actuator/health", false)
			.containsEntry("POST /actuator/leader/{election}", false)
			.containsEntry("GET /actuator/leader", true)
			.containsEntry("GET /actuator/prometheus", true)
			.containsEntry("GET /healthz", true);
		documented.forEach((request, served) -> {
			String[] words = request.split(" ", 2);
			assertThat(responses.respond(words[0], words[1]).status()).as(request).isEqualTo(served ? 200 : 404);
		});
	}

}
