package io.leader.kubernetes;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.lock.PrintableText;

/**
 * Statistics about the calls to the API server, and about the difference between its
 * clock and this machine's clock. Thread-safe.
 */
public final class ApiStatistics {

	/**
	 * The codes by which errors are counted: HTTP statuses, {@code other} for all other
	 * statuses, and {@code unreachable} if no response was received in time.
	 */
	public static final List<String> CODES = List.of("400", "401", "403", "404", "409", "410", "422", "429", "500",
			"502", "503", "504", "other", "unreachable");

	private static final Logger logger = LoggerFactory.getLogger(ApiStatistics.class);

	/** The resolution of a Date header, in milliseconds. */
	private static final long RESOLUTION = 1000;

	private final Map<String, LongAdder> errors = CODES.stream()
		.collect(Collectors.toUnmodifiableMap(Function.identity(), (code) -> new LongAdder()));

	private volatile long clockDifference;

	private final AtomicLong tolerated;

	private volatile boolean warned;

	/**
	 * Creates statistics.
	 * @param tolerated the clock difference at which a warning is logged, which is the
	 * largest difference that other programs in the same election can tolerate; this
	 * library does not depend on wall clocks
	 */
	public ApiStatistics(Duration tolerated) {
		this.tolerated = new AtomicLong(tolerated.toMillis());
	}

	/**
	 * Lowers the clock difference at which a warning is logged, if another election
	 * requires it.
	 * @param other the largest difference that other programs in that election can
	 * tolerate
	 */
	public void tolerate(Duration other) {
		this.tolerated.accumulateAndGet(other.toMillis(), Math::min);
	}

	/**
	 * Returns the number of calls that failed with the given code. A read of an object
	 * that does not exist is not a failure.
	 * @param code one of {@link #CODES}
	 * @return the number of calls
	 * @throws IllegalArgumentException if the code is not one of {@link #CODES}
	 */
	public long errors(String code) {
		LongAdder count = this.errors.get(code);
		if (count == null) {
			throw new IllegalArgumentException("'" + code + "' is not one of " + CODES + ".");
		}
		return count.sum();
	}

	/**
	 * Returns the difference between this machine's wall clock and the API server's, as
	 * of the last response with a Date header. That header has a resolution of one second
	 * and was written while the call was in progress, so only the part of the difference
	 * that is certain is returned.
	 * @return the difference, positive if this machine's clock is ahead; zero if the
	 * clocks might agree or no such response has been received
	 */
	public Duration clockDifference() {
		return Duration.ofMillis(this.clockDifference);
	}

	void refused(int code) {
		LongAdder count = this.errors.get(Integer.toString(code));
		((count != null) ? count : of("other")).increment();
	}

	void unreachable() {
		of("unreachable").increment();
	}

	private LongAdder of(String code) {
		LongAdder count = this.errors.get(code);
		if (count == null) {
			throw new IllegalStateException(code);
		}
		return count;
	}

	void responseReceived(@Nullable String date, long sentMillis, long receivedMillis) {
		if (date == null) {
			return;
		}
		try {
			long server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().toEpochMilli();
			long least = sentMillis - (server + RESOLUTION);
			long most = receivedMillis - server;
			this.clockDifference = (least > 0) ? least : (most < 0) ? most : 0;
			warn(Math.abs(this.clockDifference));
		}
		catch (DateTimeParseException ex) {
			logger.debug("The API server's Date header cannot be parsed: {}", PrintableText.of(date));
		}
	}

	private void warn(long difference) {
		long limit = this.tolerated.get();
		boolean tooFar = difference >= limit;
		if (tooFar && !this.warned) {
			this.warned = true;
			boolean ahead = this.clockDifference > 0;
			warnElsewhere(difference, ahead);
		}
		else if (difference < limit / 2) {
			this.warned = false;
		}
	}

	/**
	 * Logs the warning on a separate thread. An appender that blocks, or a thread that
	 * cannot be created, must affect neither the call that caused the warning nor a pool
	 * that the application uses.
	 */
	private static void warnElsewhere(long difference, boolean ahead) {
		DaemonThread.start("leader-clock-warning", () -> logger
			.warn("This machine's clock is {} ms {} the API server's. This candidate does not depend on wall clocks, "
					+ "but other programs that compete for the same lock may acquire it too early. Check the time "
					+ "synchronization of the nodes.", difference, ahead ? "ahead of" : "behind"));
	}

}
