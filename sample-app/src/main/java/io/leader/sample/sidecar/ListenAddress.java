package io.leader.sample.sidecar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The address to listen on in Go's notation: {@code 0.0.0.0:4040}, {@code :4040}, {@code
 * [::1]:80} or, with the name of a service instead of a number, {@code :http}.
 *
 * @param host the host's name or address, with brackets if it is an IPv6 address; empty
 * for all addresses of this host
 * @param port the port
 */
record ListenAddress(String host, int port) {

	private static final Pattern FORMAT = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\[\\]]*):([a-zA-Z0-9-]+)");

	private static final int LAST_PORT = 65535;

	private static final Map<String, Integer> SERVICES = Map.of("http", 80, "https", 443);

	private static final Path MORE_SERVICES = Path.of("/etc/services");

	/**
	 * Parses an address.
	 * @throws IllegalArgumentException if the text is not such an address, the port is
	 * too large, or the service is unknown
	 */
	static ListenAddress parse(String text) {
		Matcher address = FORMAT.matcher(text);
		Integer port = address.matches() ? port(address.group(2)) : null;
		if (port == null) {
			throw new IllegalArgumentException(text);
		}
		return new ListenAddress(address.group(1), port);
	}

	private static @Nullable Integer port(String text) {
		if (text.matches("\\d{1,5}")) {
			int port = Integer.parseInt(text);
			return (port <= LAST_PORT) ? port : null;
		}
		Integer known = SERVICES.get(text);
		return (known != null) ? known : registered(text);
	}

	private static @Nullable Integer registered(String service) {
		Pattern entry = Pattern.compile(Pattern.quote(service) + "\\s+(\\d{1,5})/tcp\\b.*");
		try (Stream<String> lines = Files.lines(MORE_SERVICES, StandardCharsets.ISO_8859_1)) {
			return lines.map(entry::matcher)
				.filter(Matcher::matches)
				.map((line) -> Integer.valueOf(line.group(1)))
				.findFirst()
				.orElse(null);
		}
		catch (IOException ex) {
			return null;
		}
	}

}
