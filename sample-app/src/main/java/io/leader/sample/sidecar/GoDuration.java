package io.leader.sample.sidecar;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in Go's notation: {@code 10s}, {@code 1m30s}, {@code 1.5h}, {@code 300ms}.
 * The format is that of Go's {@code time.ParseDuration}, without a sign.
 */
final class GoDuration {

	private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

	private GoDuration() {
	}

	/**
	 * Parses a duration.
	 * @throws IllegalArgumentException if the text is not a duration, or the duration is
	 * zero or too long for Go
	 */
	static Duration parse(String text) {
		Matcher part = PART.matcher(text);
		BigDecimal nanos = BigDecimal.ZERO;
		int end = 0;
		while (part.find() && part.start() == end) {
			nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2)))));
			end = part.end();
		}
		if (end == 0 || end != text.length() || nanos.signum() == 0
				|| nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
			throw new IllegalArgumentException(text);
		}
		return Duration.ofNanos(nanos.longValue());
	}

	private static long nanos(String unit) {
		return switch (unit) {
			case "ns" -> 1;
			case "ms" -> 1_000_000;
			case "s" -> 1_000_000_000;
			case "m" -> 60_000_000_000L;
			case "h" -> 3_600_000_000_000L;
			default -> 1_000;
		};
	}

}
