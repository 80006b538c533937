package io.leader.kubernetes;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' time formats. Times are written strictly (a MicroTime has exactly six
 * fraction digits and is in UTC) and read leniently (up to nine fraction digits, any
 * offset), since a time in a record is only informational.
 */
public final class Times {

	private static final DateTimeFormatter MICRO = DateTimeFormatter
		.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	/** The resolution of {@link #micro}. */
	public static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);

	/** The resolution of {@link #second}. */
	public static final Duration SECOND = Duration.ofSeconds(1);

	private Times() {
	}

	/**
	 * Formats a time as {@code metav1.MicroTime}, with six fraction digits.
	 * @param time the time, if there is one
	 * @return the formatted time, or {@code null} if there is no time
	 */
	public static @Nullable String micro(@Nullable Instant time) {
		return (time != null) ? MICRO.format(time) : null;
	}

	/**
	 * Formats a time as {@code metav1.Time}, in whole seconds.
	 * @param time the time, if there is one
	 * @return the formatted time, or {@code null} if there is no time
	 */
	public static @Nullable String second(@Nullable Instant time) {
		return (time != null) ? time.truncatedTo(ChronoUnit.SECONDS).toString() : null;
	}

	/**
	 * Parses a time in either format.
	 * @param text the text
	 * @return the time, or {@code null} if the text is not a time in the years 0 to 9999
	 */
	public static @Nullable Instant parse(String text) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
			// Kubernetes supports no other years, and would reject the time when it is
			// written back.
			return (time.getYear() >= 0 && time.getYear() <= 9999) ? time.toInstant() : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
