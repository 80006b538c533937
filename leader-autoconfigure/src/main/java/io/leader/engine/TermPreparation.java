package io.leader.engine;

import java.time.Duration;

/**
 * Prepares the terms of an election: what has to be done elsewhere before this candidate
 * may act as leader, such as telling a store to refuse its predecessors.
 * <p>
 * A term that is being prepared holds the lock and renews it, and does not lead:
 * {@code isLeader()} is {@code false}, no guarded call starts, no listener hears of a
 * grant.
 */
public interface TermPreparation {

	/**
	 * Prepares a term. Runs on a thread that may block; one call of an election runs at a
	 * time. A call that fails is repeated while the term lasts; one that returns when its
	 * term has ended has no effect on the next.
	 * @param election the election's name
	 * @param fencingToken the term's fencing token
	 * @throws Exception if the term cannot begin yet; the message is a sentence that says
	 * why
	 */
	void prepare(String election, long fencingToken) throws Exception;

	/**
	 * How long a term may wait for its preparation before this candidate yields, so that
	 * another can lead.
	 * @return the patience
	 */
	Duration patience();

}
