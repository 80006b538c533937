package io.leader.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * Prepares the terms of an election: performs what has to be done before this candidate
 * may act as leader, such as making a store reject its predecessors.
 * <p>
 * A term that is being prepared holds and renews the lock but does not lead: {@code
 * isLeader()} is {@code false}, no guarded call starts, and no listener is notified of a
 * grant.
 */
public interface TermPreparation {

	/**
	 * Prepares a term. Runs on a thread that may block. A call that fails is repeated
	 * while the term lasts; one that returns after its term has ended has no effect on
	 * the next.
	 * <p>
	 * A call that has not returned after the {@linkplain #patience() patience} is
	 * abandoned: another one begins, for the same term or for a later one, and the two
	 * run concurrently. A late call must therefore not undo the effect of one for a
	 * larger token. While three calls of an election have not returned, no further call
	 * begins, so implementations should limit how long a call takes.
	 * @param election the election's name
	 * @param fencingToken the term's fencing token
	 * @throws Exception if the term cannot begin yet; the message is a sentence that
	 * states the reason
	 */
	void prepare(String election, long fencingToken) throws Exception;

	/**
	 * Returns how long a term may wait for its preparation before this candidate yields,
	 * so that another can lead.
	 * @return the patience
	 */
	Duration patience();

	/**
	 * Returns what prevents the leader of a prepared term from having an effect, such as
	 * a store that rejects its writes. Called on any thread whenever the status is
	 * requested, so implementations must not block.
	 * @param election the election's name
	 * @param fencingToken the term's fencing token
	 * @return a sentence that describes the problem and its solution, or empty if there
	 * is none
	 */
	default Optional<String> problem(String election, long fencingToken) {
		return Optional.empty();
	}

}
