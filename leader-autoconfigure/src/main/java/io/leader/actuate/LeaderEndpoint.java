package io.leader.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.engine.ElectionTimings;
import io.leader.engine.LocklessElection;

/**
 * {@link Endpoint} {@code leader} to expose the current leader and, if access to the
 * endpoint is unrestricted, to make this process yield or to end its absence. Responses
 * are built from state in memory, without a request to the API server. Operations do not
 * block, except that a yield might wait briefly for the removal of the status file.
 * <p>
 * The first four values of the response about all elections are those of k8s-elector:
 * {@code isLeader}, {@code leader}, {@code node} (this candidate's identity), and
 * {@code timestamp}.
 */
@Endpoint(id = "leader", defaultAccess = Access.READ_ONLY)
public final class LeaderEndpoint {

	private static final Logger logger = LoggerFactory.getLogger(LeaderEndpoint.class);

	/** The end of the message about an invalid duration. */
	static final String EXAMPLES = "Use a duration such as 30s or PT30S.";

	private final LeaderElections elections;

	private final Supplier<@Nullable LeaderElection> primary;

	private final InstantSource clock;

	/**
	 * Creates a new endpoint.
	 * @param elections the elections to report on
	 * @param primary supplies the primary election, or {@code null} to use the first one
	 * @param clock supplies the timestamp
	 */
	public LeaderEndpoint(LeaderElections elections, Supplier<@Nullable LeaderElection> primary, InstantSource clock) {
		this.elections = elections;
		this.primary = primary;
		this.clock = clock;
	}

	/**
	 * Returns the current leader of each election.
	 * @return the values of the primary election, or of the first one if none is primary,
	 * and all elections by name
	 */
	@ReadOperation
	public Map<String, Object> leader() {
		LeaderElection first = this.primary.get();
		Map<String, Object> all = new LinkedHashMap<>();
		for (LeaderElection election : this.elections) {
			first = (first != null) ? first : election;
			all.put(election.name(), ElectionDescription.of(election));
		}
		Map<String, Object> facts = ElectionDescription.summary(first, Instant.ofEpochMilli(this.clock.millis()));
		facts.put("elections", all);
		return facts;
	}

	/**
	 * Returns the current leader of one election.
	 * @param election the name of the election
	 * @return the values, or {@code null} if there is no such election
	 */
	@ReadOperation
	public @Nullable Map<String, Object> election(@Selector String election) {
		return this.elections.find(election).map(ElectionDescription::of).orElse(null);
	}

	/**
	 * Makes this process yield. The JMX operation is named after this method.
	 * @param election the election's name
	 * @param stayOut how long this process stays out of the election, even if it does not
	 * lead; a leader stays out for at least one retry period; if {@code null}, a leader
	 * stays out for one retry period, and a follower does not stay out
	 * @return the result, or {@code null} if there is no such election. If
	 * {@code stayOut} is given, the result contains the resulting absence, which is at
	 * most {@link LeaderElection#LONGEST_ABSENCE}. It is longer than requested if an
	 * earlier absence ends later, and zero if the election has no lock. It does not
	 * include the retry period that a leader waits after its term.
	 * @throws InvalidEndpointRequestException if {@code stayOut} is negative
	 */
	@WriteOperation
	@SuppressWarnings("NamedLikeContextualKeyword")
	public @Nullable Map<String, Object> yield(@Selector String election, @Nullable Duration stayOut) {
		return request(election, stayOut).map(Outcome::facts).orElse(null);
	}

	/**
	 * The outcome of a request to yield.
	 *
	 * @param effective whether this process yields or stays out
	 * @param facts the response
	 */
	record Outcome(boolean effective, Map<String, Object> facts) {
	}

	/**
	 * Makes this process yield.
	 * @return the outcome, or empty if there is no such election
	 * @throws InvalidEndpointRequestException if {@code stayOut} is negative
	 */
	Optional<Outcome> request(String election, @Nullable Duration stayOut) {
		if (stayOut != null && stayOut.isNegative()) {
			String sentence = "stayOut is negative (%s). %s".formatted(ElectionTimings.text(stayOut), EXAMPLES);
			throw new InvalidEndpointRequestException(sentence, sentence);
		}
		return this.elections.find(election).map((one) -> request(one, stayOut));
	}

	private Outcome request(LeaderElection election, @Nullable Duration stayOut) {
		Duration requested = (stayOut != null && !(election instanceof LocklessElection)) ? stayOut : Duration.ZERO;
		Duration before = election.status().absence();
		Duration absence = requested.isZero() ? before : longer(before, requested);
		if (!requested.isZero()) {
			logger.info("Election '{}': yield and absence of {} (until {}) requested through the endpoint{}",
					election.name(), ElectionDescription.text(requested), end(absence),
					(absence.compareTo(requested) > 0) ? "; the longer absence requested earlier applies" : "");
		}
		else {
			logger.info("Election '{}': yield requested through the endpoint", election.name());
		}
		boolean yielded = (stayOut != null) ? election.yieldLeadership(stayOut) : election.yieldLeadership();
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("election", election.name());
		facts.put("yielded", yielded);
		if (stayOut != null) {
			facts.put("stayOut", ElectionDescription.text(absence));
		}
		return new Outcome(yielded || !requested.isZero(), facts);
	}

	/**
	 * Returns the absence that results from a request, at most
	 * {@link LeaderElection#LONGEST_ABSENCE}. If an earlier absence ends later, this is
	 * the rest of the earlier absence.
	 */
	private static Duration longer(Duration before, Duration stayOut) {
		Duration longest = LeaderElection.LONGEST_ABSENCE;
		Duration counted = (stayOut.compareTo(longest) < 0) ? stayOut : longest;
		return (before.compareTo(counted) > 0) ? before : counted;
	}

	private Instant end(Duration absence) {
		return Instant.ofEpochMilli(this.clock.millis()).plus(absence).truncatedTo(ChronoUnit.SECONDS);
	}

	/**
	 * Ends the absence of this process, so that it campaigns again.
	 * @param election the election's name
	 * @return the result, or {@code null} if there is no such election
	 */
	@DeleteOperation
	public @Nullable Map<String, Object> endAbsence(@Selector String election) {
		return this.elections.find(election).map((one) -> {
			boolean ended = one.endAbsence();
			if (ended) {
				logger.info("Election '{}': absence ended, as requested through the endpoint", one.name());
			}
			Map<String, Object> facts = new LinkedHashMap<>();
			facts.put("election", one.name());
			facts.put("ended", ended);
			return facts;
		}).orElse(null);
	}

}
