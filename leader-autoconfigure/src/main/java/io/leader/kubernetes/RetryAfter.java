package io.leader.kubernetes;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The delay requested by a {@code Retry-After} header, which is a number of seconds or a
 * date. A date is compared with the date of the same response, never with this machine's
 * clock.
 */
final class RetryAfter {

	/**
	 * The longest delay that is returned, even if the header requests a longer one. The
	 * election decides how long to honor a delay.
	 */
	private static final Duration LONGEST = Duration.ofDays(1);

	private static final Pattern SECONDS = Pattern.compile("[0-9]+");

	private static final int SHORT = 9;

	private RetryAfter() {
	}

	/**
	 * Parses a header.
	 * @param value the header, if there is one
	 * @param date the {@code Date} header of the same response, if there is one
	 * @return how long to wait, or {@code null} if the headers do not specify a delay
	 */
	static @Nullable Duration parse(@Nullable String value, @Nullable String date) {
		if (value == null) {
			return null;
		}
		String text = value.strip();
		if (SECONDS.matcher(text).matches()) {
			return (text.length() <= SHORT) ? atMost(Duration.ofSeconds(Long.parseLong(text))) : LONGEST;
		}
		if (date == null) {
			return null;
		}
		try {
			return atMost(Duration.between(time(date.strip()), time(text)));
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static Duration atMost(Duration asked) {
		return asked.isNegative() ? Duration.ZERO : (asked.compareTo(LONGEST) > 0) ? LONGEST : asked;
	}

	private static ZonedDateTime time(String text) {
		return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
	}

}
