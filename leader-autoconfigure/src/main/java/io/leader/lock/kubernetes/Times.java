package io.leader.lock.kubernetes;

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
 * Kubernetes' time formats. Written strictly (a MicroTime has exactly six fraction digits
 * and is in UTC), read leniently (any number of digits up to nine, any offset), since a
 * time in a record is only for people.
 */
final class Times {

	private static final DateTimeFormatter MICRO = DateTimeFormatter
		.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	/** The resolution of {@link #micro}. */
	static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);

	/** The resolution of {@link #second}. */
	static final Duration SECOND = Duration.ofSeconds(1);

	private Times() {
	}

	static @Nullable String micro(@Nullable Instant time) {
		return (time != null) ? MICRO.format(time) : null;
	}

	/**
	 * The form of {@code metav1.Time}: whole seconds.
	 */
	static @Nullable String second(@Nullable Instant time) {
		return (time != null) ? time.truncatedTo(ChronoUnit.SECONDS).toString() : null;
	}

	static @Nullable Instant parse(String text) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
			// Kubernetes knows no other years, and would refuse what is written back.
			return (time.getYear() >= 0 && time.getYear() <= 9999) ? time.toInstant() : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
