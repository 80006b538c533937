package io.leader.sample.sidecar;

import java.util.function.Function;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

import io.leader.actuate.LeaderEndpoint;

/**
 * Responds to requests for the actuator endpoints of a sidecar, which are read-only.
 * Looks up the beans that it needs on each request, since they may be created lazily.
 */
@Component
@Profile("sidecar")
class SidecarActuator implements Function<String, @Nullable SidecarResponse> {

	private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

	private final ObjectProvider<LeaderEndpoint> leader;

	private final ObjectProvider<PrometheusMeterRegistry> metrics;

	private final ObjectProvider<JsonMapper> json;

	SidecarActuator(ObjectProvider<LeaderEndpoint> leader, ObjectProvider<PrometheusMeterRegistry> metrics,
			ObjectProvider<JsonMapper> json) {
		this.leader = leader;
		this.metrics = metrics;
		this.json = json;
	}

	@Override
	public @Nullable SidecarResponse apply(String path) {
		return switch (path) {
			case "/actuator/prometheus" -> new SidecarResponse(200, METRICS, this.metrics.getObject().scrape());
			case "/actuator/leader" ->
				SidecarResponse.json(this.json.getObject().writeValueAsString(this.leader.getObject().leader()));
			default -> null;
		};
	}

}
