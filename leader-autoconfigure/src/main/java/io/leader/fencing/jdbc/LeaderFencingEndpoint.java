package io.leader.fencing.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint} {@code leaderfencing} to expose the largest fencing token that each
 * election has written to the databases, and to reset it if access to the endpoint is
 * unrestricted.
 */
@Endpoint(id = "leaderfencing", defaultAccess = Access.READ_ONLY)
public final class LeaderFencingEndpoint {

	private static final Logger logger = LoggerFactory.getLogger(LeaderFencingEndpoint.class);

	private final JdbcFencing fencing;

	/**
	 * Creates a new endpoint.
	 * @param fencing the fencing whose tokens are exposed
	 */
	public LeaderFencingEndpoint(JdbcFencing fencing) {
		this.fencing = fencing;
	}

	/**
	 * Returns the tokens.
	 * @return a map with the key {@code elections}, whose value contains the largest
	 * token of each fenced election, by election name
	 */
	@ReadOperation
	public Map<String, Object> tokens() {
		return Map.of("elections", this.fencing.tokens());
	}

	/**
	 * Resets the token of an election, for example after its lock was moved or restored
	 * from a backup. After the reset, and until a larger token is written, writes of a
	 * former leader are accepted if its token is at least the new one.
	 * @param election the election's name
	 * @param token the new token, which must not be larger than the current one;
	 * {@code null} for zero
	 * @return the election with its previous and its new token
	 * @throws InvalidEndpointRequestException if the token is negative or larger than the
	 * current one, or if the election is not fenced
	 */
	@WriteOperation
	public Map<String, Object> reset(@Selector String election, @Nullable Long token) {
		long wanted = (token != null) ? token : 0;
		if (wanted < 0) {
			throw new InvalidEndpointRequestException("token is negative (" + wanted + ")",
					"token must be a non-negative number");
		}
		OptionalLong former = this.fencing.reset(election, wanted);
		if (former.isPresent() && former.getAsLong() < wanted) {
			String sentence = "token is %d, but the largest token of election '%s' is %d: a reset can only lower it."
				.formatted(wanted, election, former.getAsLong());
			throw new InvalidEndpointRequestException(sentence, sentence);
		}
		if (former.isEmpty()) {
			Set<String> known = this.fencing.tokens().keySet();
			String sentence = known.isEmpty()
					? "There is no fenced election: leader.fencing.jdbc.enabled is not true for any election."
					: "There is no fenced election '%s'. Fenced elections: %s.".formatted(election,
							String.join(", ", known));
			throw new InvalidEndpointRequestException(sentence, sentence);
		}
		logger.warn("Election '{}': fencing token reset from {} to {}, as requested through the endpoint", election,
				former.getAsLong(), wanted);
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("election", election);
		facts.put("former", former.getAsLong());
		facts.put("token", wanted);
		return facts;
	}

}
