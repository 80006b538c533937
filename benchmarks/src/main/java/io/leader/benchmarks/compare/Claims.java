package io.leader.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Shows how many candidates of an election acted as leader at each moment. Times are in
 * nanoseconds.
 */
final class Claims {

	private final TreeMap<Long, Integer> changes = new TreeMap<>();

	Claims(List<Span> spans) {
		for (Span span : spans) {
			this.changes.merge(span.from(), 1, Integer::sum);
			this.changes.merge(span.to(), -1, Integer::sum);
		}
	}

	/**
	 * Returns how long no candidate led between two points in time.
	 */
	long nobody(long from, long to) {
		return total(from, to, (leaders) -> leaders == 0);
	}

	/**
	 * Returns how long two or more candidates led concurrently between two points in
	 * time.
	 */
	long two(long from, long to) {
		return total(from, to, (leaders) -> leaders > 1);
	}

	private long total(long from, long to, LongPredicate leaders) {
		List<Long> moments = new ArrayList<>(this.changes.subMap(from, false, to, false).keySet());
		moments.add(to);
		long total = 0;
		long last = from;
		for (long moment : moments) {
			if (leaders.test(leadersAt(last))) {
				total += moment - last;
			}
			last = moment;
		}
		return total;
	}

	private int leadersAt(long moment) {
		return this.changes.headMap(moment, true).values().stream().mapToInt(Integer::intValue).sum();
	}

}
