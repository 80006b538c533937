package io.leader.autoconfigure.fencing.http;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.leader.fencing.http.FencingHeaders;

/**
 * Settings for fencing over HTTP. A mistyped property prevents the application from
 * starting, since a receiver might otherwise be left unfenced.
 *
 * @param header Name of the header, sent and received, that carries the fencing token.
 * @param electionHeader Name of the header, sent and received, that carries the name of
 * the election to which the token belongs.
 * @param receiver What this application does with the tokens that it receives.
 */
@ConfigurationProperties(prefix = HttpFencingProperties.PREFIX, ignoreUnknownFields = false)
record HttpFencingProperties(@DefaultValue(FencingHeaders.TOKEN) String header,
		@DefaultValue(FencingHeaders.ELECTION) String electionHeader, @DefaultValue Receiver receiver) {

	static final String PREFIX = "leader.fencing.http";

	static final String RECEIVER = PREFIX + ".receiver";

	/**
	 * What this application does with the tokens that it receives.
	 *
	 * @param paths Path patterns, without the context path, of the requests whose tokens
	 * are checked. If not set, there is no filter.
	 * @param required Whether requests to these paths need a token, except those with the
	 * methods GET, HEAD, OPTIONS, and TRACE.
	 * @param elections Names of the elections whose leaders may send requests to these
	 * paths. Defaults to all elections. If exactly one is listed, requests that do not
	 * name an election are treated as requests of its leader.
	 */
	record Receiver(@DefaultValue List<String> paths, @DefaultValue("false") boolean required,
			@DefaultValue List<String> elections) {
	}

}
