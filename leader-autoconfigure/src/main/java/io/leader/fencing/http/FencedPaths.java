package io.leader.fencing.http;

import java.util.List;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The path patterns of the requests that a receiver fences, relative to the application's
 * context path.
 * <p>
 * Internal: may change without notice.
 */
public final class FencedPaths {

	private final List<PathPattern> patterns;

	/**
	 * Parses the patterns.
	 * @param patterns path patterns, as in a request mapping
	 * @throws IllegalArgumentException if a pattern is malformed
	 */
	public FencedPaths(List<String> patterns) {
		PathPatternParser parser = PathPatternParser.defaultInstance;
		this.patterns = patterns.stream().map(parser::initFullPathPattern).map(parser::parse).toList();
	}

	boolean match(PathContainer path) {
		return this.patterns.stream().anyMatch((pattern) -> pattern.matches(path));
	}

}
