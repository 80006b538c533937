package io.leader.autoconfigure.fencing.http;

import java.util.Set;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.fencing.http.FencedPaths;
import io.leader.fencing.http.FencingHeaders;
import io.leader.fencing.http.FencingTokenCheck;
import io.leader.fencing.http.FencingTokenStore;

/**
 * Translates the properties for fencing over HTTP, and rejects invalid values.
 */
final class HttpFencingSettings {

	private final HttpFencingProperties properties;

	private final FencingHeaders headers;

	HttpFencingSettings(HttpFencingProperties properties) {
		this.properties = properties;
		this.headers = headers(properties);
		HttpFencingProperties.Receiver receiver = properties.receiver();
		if (receiver.paths().isEmpty() && (receiver.required() || !receiver.elections().isEmpty())) {
			throw new LeaderConfigurationException(
					"%s.%s is set, but %1$s.paths is not: no request would be fenced."
						.formatted(HttpFencingProperties.RECEIVER, receiver.required() ? "required" : "elections"),
					"Set %s.paths to the paths that only a leader sends to, such as /ledger/**."
						.formatted(HttpFencingProperties.RECEIVER));
		}
	}

	private static FencingHeaders headers(HttpFencingProperties properties) {
		checkName("header", properties.header());
		checkName("election-header", properties.electionHeader());
		if (properties.header().equalsIgnoreCase(properties.electionHeader())) {
			throw new LeaderConfigurationException("%s.header and %1$s.election-header are both '%s'."
				.formatted(HttpFencingProperties.PREFIX, properties.header()), "Give each header a different name.");
		}
		return new FencingHeaders(properties.header(), properties.electionHeader());
	}

	private static void checkName(String key, String name) {
		if (!FencingHeaders.isName(name)) {
			throw new LeaderConfigurationException("%s.%s is '%s', which is not a valid HTTP header name."
				.formatted(HttpFencingProperties.PREFIX, key, name),
					"Use letters, digits, and dashes, as in %s.".formatted(FencingHeaders.TOKEN));
		}
	}

	FencingHeaders headers() {
		return this.headers;
	}

	FencingTokenCheck check(FencingTokenStore store) {
		return new FencingTokenCheck(store, this.headers, Set.copyOf(this.properties.receiver().elections()),
				this.properties.receiver().required());
	}

	FencedPaths paths() {
		try {
			return new FencedPaths(this.properties.receiver().paths());
		}
		catch (IllegalArgumentException ex) {
			throw new LeaderConfigurationException(
					"%s.paths is %s, which contains an invalid path pattern: %s"
						.formatted(HttpFencingProperties.RECEIVER, this.properties.receiver().paths(), ex.getMessage()),
					"Use patterns as in a request mapping, such as /ledger/** or /orders/{id}.", ex);
		}
	}

}
