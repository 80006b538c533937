package io.leader.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The result of one run of a case. Times are in nanoseconds. A value that the case does
 * not measure is empty.
 *
 * @param handover the time from the event to the next leader's first claim
 * @param nobody how long no candidate led before the next leader's first claim
 * @param two how long two candidates led at the same time
 * @param requests the requests for Leases per minute
 */
record Measurement(OptionalLong handover, OptionalLong nobody, OptionalLong two, OptionalDouble requests) {

	private static final Measurement NOTHING = new Measurement(OptionalLong.empty(), OptionalLong.empty(),
			OptionalLong.empty(), OptionalDouble.empty());

	static Measurement handover(long nanos) {
		return new Measurement(OptionalLong.of(nanos), NOTHING.nobody, NOTHING.two, NOTHING.requests);
	}

	static Measurement handover(long nanos, long nobody, long two) {
		return new Measurement(OptionalLong.of(nanos), OptionalLong.of(nobody), OptionalLong.of(two), NOTHING.requests);
	}

	static Measurement two(long nanos) {
		return new Measurement(NOTHING.handover, NOTHING.nobody, OptionalLong.of(nanos), NOTHING.requests);
	}

	static Measurement requests(double requests) {
		return new Measurement(NOTHING.handover, NOTHING.nobody, NOTHING.two, OptionalDouble.of(requests));
	}

	@Override
	public String toString() {
		List<String> figures = new ArrayList<>();
		this.handover.ifPresent((nanos) -> figures.add("next leader after " + nanos / 1000 + " µs"));
		this.nobody.ifPresent((nanos) -> figures.add("nobody led for " + nanos / 1000 + " µs"));
		this.two.ifPresent((nanos) -> figures.add("two led for " + nanos / 1000 + " µs"));
		this.requests.ifPresent((perMinute) -> figures.add(perMinute + " requests a minute"));
		return String.join(", ", figures);
	}

}
