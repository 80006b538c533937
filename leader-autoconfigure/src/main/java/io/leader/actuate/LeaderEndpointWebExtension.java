package io.leader.actuate;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Web extension of {@link LeaderEndpoint} that responds with an appropriate status: 404
 * if there is no such election, and 409 if this process is asked to yield but neither
 * yields nor stays out. A follower stays out on request, unless the election has no lock.
 */
@EndpointWebExtension(endpoint = LeaderEndpoint.class)
public final class LeaderEndpointWebExtension {

	private static final int STATUS_CONFLICT = 409;

	private final LeaderEndpoint endpoint;

	/**
	 * Creates a new extension.
	 * @param endpoint the endpoint to extend
	 */
	public LeaderEndpointWebExtension(LeaderEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Makes this process yield.
	 * @param election the election's name
	 * @param stayOut how long this process stays out of the election
	 * @return the result
	 * @see LeaderEndpoint#yield(String, Duration)
	 */
	@WriteOperation
	@SuppressWarnings("NamedLikeContextualKeyword")
	public WebEndpointResponse<Map<String, Object>> yield(@Selector String election, @Nullable Duration stayOut) {
		return this.endpoint.request(election, stayOut)
			.map((outcome) -> new WebEndpointResponse<>(outcome.facts(),
					outcome.effective() ? WebEndpointResponse.STATUS_OK : STATUS_CONFLICT))
			.orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
	}

	/**
	 * Ends the absence of this process.
	 * @param election the election's name
	 * @return the result
	 * @see LeaderEndpoint#endAbsence(String)
	 */
	@DeleteOperation
	public WebEndpointResponse<Map<String, Object>> endAbsence(@Selector String election) {
		Map<String, Object> facts = this.endpoint.endAbsence(election);
		return (facts != null) ? new WebEndpointResponse<>(facts)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
