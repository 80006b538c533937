package io.leader.fencing.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.StringUtils;

import io.leader.fencing.http.RequestFence.None;
import io.leader.fencing.http.RequestFence.Refused;
import io.leader.fencing.http.RequestFence.Token;

/**
 * Decides whether a receiver handles a request, based on the request's fencing token.
 * <p>
 * Internal: may change without notice.
 */
public final class FencingTokenCheck {

	private static final Logger logger = LoggerFactory.getLogger(FencingTokenCheck.class);

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

	private static final Pattern ENCODED = Pattern.compile("(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+");

	/**
	 * Names without control characters or line breaks, no longer than the longest valid
	 * lock name.
	 */
	private static final Pattern ELECTION = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}]{1,253}");

	/** The methods that do not modify state. */
	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private final FencingTokenStore store;

	private final FencingHeaders headers;

	private final Set<String> elections;

	private final boolean required;

	/**
	 * Creates a new check.
	 * @param store the largest tokens seen so far
	 * @param headers the names of the headers
	 * @param elections the elections whose leaders may send requests; empty to allow all
	 * @param required whether requests that may modify state require a token
	 */
	public FencingTokenCheck(FencingTokenStore store, FencingHeaders headers, Set<String> elections, boolean required) {
		this.store = store;
		this.headers = headers;
		this.elections = Set.copyOf(elections);
		this.required = required;
	}

	FencingHeaders headers() {
		return this.headers;
	}

	/**
	 * Parses the headers of a request. Does not block.
	 * @param method the request's method
	 * @param tokens the values of the token header
	 * @param elections the values of the election header
	 * @return a {@link Token} that has not been compared yet, {@link None} if the request
	 * neither carries nor requires a token, or {@link Refused} if it is rejected
	 */
	RequestFence read(String method, List<String> tokens, List<String> elections) {
		if (tokens.isEmpty()) {
			return (this.required && !SAFE_METHODS.contains(method))
					? new Refused(FencingProblem.missingToken(this.headers.token())) : new None();
		}
		Long token = (tokens.size() == 1) ? number(tokens.get(0)) : null;
		if (token == null) {
			return new Refused(FencingProblem.malformedToken(this.headers.token()));
		}
		String election = elections.isEmpty() ? onlyElection()
				: (elections.size() == 1) ? name(elections.get(0)) : null;
		if (election == null) {
			return new Refused(FencingProblem.malformedElection(this.headers.election()));
		}
		if (!this.elections.isEmpty() && !this.elections.contains(election)) {
			return new Refused(FencingProblem.unknownElection(this.headers.election(), election));
		}
		return new Token(new FencingToken(election, token));
	}

	/**
	 * Compares a token with the largest one seen so far, and stores it if it is larger.
	 * May block.
	 */
	RequestFence compare(FencingToken token) {
		long largest;
		try {
			largest = this.store.raise(token.election(), token.value());
		}
		catch (InMemoryTokenStore.FullException ex) {
			logger.warn("Rejected a request for election '{}': {} Set leader.fencing.http.receiver.elections to the"
					+ " elections whose leaders may send requests.", token.election(), ex.getMessage());
			return new Refused(FencingProblem.tooManyElections(token.election()));
		}
		if (largest <= token.value()) {
			return new Token(token);
		}
		logger.info("Rejected a request with token {} of election '{}': token {} has already been seen.", token.value(),
				token.election(), largest);
		return new Refused(FencingProblem.staleToken(token, largest));
	}

	private String onlyElection() {
		return (this.elections.size() == 1) ? this.elections.iterator().next() : "";
	}

	private static @Nullable Long number(String text) {
		try {
			return NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static @Nullable String name(String text) {
		if (!ENCODED.matcher(text).matches()) {
			return null;
		}
		String name = StringUtils.uriDecode(text, StandardCharsets.UTF_8);
		return ELECTION.matcher(name).matches() ? name : null;
	}

}
