package io.leader.support;

import java.util.List;

/**
 * Another program that says when it leads.
 */
public interface ObservedPeer {

	/**
	 * A term as it was told to the program.
	 *
	 * @param from when it was granted, by the monotonic clock
	 * @param to when it ended; {@link Long#MAX_VALUE} if it goes on
	 * @param told whether it was revoked; else the process ended
	 */
	record Told(long from, long to, boolean told) {
	}

	/**
	 * Its terms so far.
	 */
	List<Told> terms();

	/**
	 * Whether its latest term goes on.
	 */
	default boolean leads() {
		List<Told> terms = terms();
		return !terms.isEmpty() && terms.get(terms.size() - 1).to() == Long.MAX_VALUE;
	}

}
