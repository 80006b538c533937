package io.leader.support;

import java.util.List;

/**
 * Another program that reports when it leads.
 */
public interface ObservedPeer {

	/**
	 * A term as the program was notified of it.
	 *
	 * @param from when it was granted, on the monotonic clock
	 * @param to when it ended, or {@link Long#MAX_VALUE} if it has not ended
	 * @param told whether the program was notified of the end; otherwise, the process
	 * ended
	 */
	record Told(long from, long to, boolean told) {
	}

	/**
	 * Returns its terms so far.
	 */
	List<Told> terms();

	/**
	 * Returns whether its latest term has not ended.
	 */
	default boolean leads() {
		List<Told> terms = terms();
		return !terms.isEmpty() && terms.get(terms.size() - 1).to() == Long.MAX_VALUE;
	}

}
