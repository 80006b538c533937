package io.leader.support;

import java.util.List;

/**
 * Another program that reports when it leads.
 */
public interface ObservedPeer {

	/**
	 * A term as reported to the program.
	 *
	 * @param from when it was granted, on the monotonic clock
	 * @param to when it ended, or {@link Long#MAX_VALUE} if it has not ended
	 * @param notified whether the end was reported to the program; {@code false} if the
	 * process ended without a report, or the term has not ended
	 */
	record ObservedTerm(long from, long to, boolean notified) {
	}

	/**
	 * Returns the terms so far.
	 */
	List<ObservedTerm> terms();

	/**
	 * Returns whether this peer has a term that has not ended.
	 */
	default boolean leads() {
		List<ObservedTerm> terms = terms();
		return !terms.isEmpty() && terms.get(terms.size() - 1).to() == Long.MAX_VALUE;
	}

}
