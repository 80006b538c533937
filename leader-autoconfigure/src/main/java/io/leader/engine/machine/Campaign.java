package io.leader.engine.machine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a follower knows about its next claim. Times are in nanoseconds on the follower's
 * monotonic clock.
 *
 * @param turn when to claim the free lock; empty while the lock must not be claimed
 * @param notBefore until when to leave the lock to others after a term
 * @param retry when to try again after a failure, unless the lock changes before
 * @param freeSince since when the lock has been observed to be free
 * @param deletedSince since when a lock that does not expire has been observed to be
 * deleted
 * @param newsDue deadline for observing the write that beat our claim
 */
public record Campaign(Optional<Window> turn, long notBefore, Window retry, OptionalLong freeSince,
		OptionalLong deletedSince, long newsDue) {

	static Campaign notBefore(long time) {
		return new Campaign(Optional.empty(), time, Window.at(0), OptionalLong.empty(), OptionalLong.empty(), 0);
	}

}
