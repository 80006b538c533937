package io.leader.engine.machine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a follower knows about its next claim. Times are in nanoseconds on the follower's
 * monotonic clock.
 *
 * @param turn when to claim the free lock, without the extra wait for other elections
 * that the process leads; empty while no claim is planned
 * @param notBefore the time until which to leave the lock to others after a term
 * @param retry when to try again after a failure, unless the lock changes first
 * @param freeSince the time since which this candidate has been able to claim the lock;
 * empty if it cannot
 * @param deletedSince the time since which a lock that does not expire has been known to
 * be deleted; empty otherwise
 * @param newsDue the time until which to wait for an observation of the write that beat
 * this candidate's claim
 */
public record Campaign(Optional<Window> turn, long notBefore, Window retry, OptionalLong freeSince,
		OptionalLong deletedSince, long newsDue) {

	static Campaign notBefore(long time) {
		return new Campaign(Optional.empty(), time, Window.at(0), OptionalLong.empty(), OptionalLong.empty(), 0);
	}

}
