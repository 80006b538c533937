package io.leader.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * Prepares the terms of an election by performing the actions that are required before
 * this candidate may act as leader, such as making a store reject the writes of earlier
 * leaders.
 * <p>
 * While a term is being prepared, this candidate holds the lock but does not lead: {@code
 * isLeader()} is {@code false}, no guarded call starts, and no listener is notified of a
 * grant.
 */
public interface TermPreparation {

	/**
	 * Prepares a term. Called on a thread that may block. A call that fails is repeated
	 * while the term lasts. A call that succeeds after its term has ended does not
	 * prepare the next term.
	 * <p>
	 * A call that has not returned after the {@linkplain #timeout() timeout} is
	 * abandoned. Another call may then begin, for the same term or a later one, and the
	 * two run concurrently. A late call must therefore not undo the effect of a call for
	 * a larger token. No further call begins while three calls of an election have not
	 * returned, so implementations should limit how long a call takes.
	 * @param election the election's name
	 * @param fencingToken the term's fencing token
	 * @throws Exception if the term cannot begin yet; the message is a sentence that
	 * states the reason
	 */
	void prepare(String election, long fencingToken) throws Exception;

	/**
	 * Returns how long a term may wait for its preparation. After that, unless this
	 * candidate leads for life, it yields so that another can lead.
	 * @return the timeout
	 */
	Duration timeout();

	/**
	 * Returns the problem that makes the leader of a prepared term ineffective, such as a
	 * store that rejects its writes. Called on any thread whenever the status of the
	 * leader is requested, so implementations must not block.
	 * @param election the election's name
	 * @param fencingToken the term's fencing token
	 * @return a sentence that describes the problem and its solution, or empty if there
	 * is none
	 */
	default Optional<String> problem(String election, long fencingToken) {
		return Optional.empty();
	}

}
