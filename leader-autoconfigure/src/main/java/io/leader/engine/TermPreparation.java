package io.leader.engine;

import java.time.Duration;
import java.util.Optional;

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
	 * Prepares a term. Runs on a thread that may block. A call that fails is repeated
	 * while the term lasts; one that returns when its term has ended has no effect on the
	 * next.
	 * <p>
	 * A call that has not returned after the {@linkplain #patience() patience} is
	 * abandoned: another one begins, for the same term or for a later one, and the two
	 * run at the same time. So a late call must not undo what one for a larger token has
	 * done. While three calls of an election have not returned, no other begins: a call
	 * should bound how long it takes.
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

	/**
	 * What keeps the leader of a prepared term from having an effect, such as a store
	 * that refuses what it writes. Asked whenever somebody asks for the status, on any
	 * thread, so it answers from memory.
	 * @param election the election's name
	 * @param fencingToken the term's fencing token
	 * @return a sentence that says what is wrong and what to do, if something is
	 */
	default Optional<String> problem(String election, long fencingToken) {
		return Optional.empty();
	}

}
