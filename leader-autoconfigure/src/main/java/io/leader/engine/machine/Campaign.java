package io.leader.engine.machine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a follower knows about its next claim. Times are nanoseconds on its monotonic
 * clock.
 *
 * @param turn when it claims the free lock; empty while it may not
 * @param notBefore how long it leaves the lock to others after a term
 * @param retry when to try again after a failure, unless there is news before
 * @param freeSince since when the lock has been seen to be free
 * @param deletedSince since when a lock that does not expire has been seen to be gone
 * @param newsDue how long a refused claim waits for a sight of the write that beat it
 */
public record Campaign(Optional<Window> turn, long notBefore, Window retry, OptionalLong freeSince,
		OptionalLong deletedSince, long newsDue) {

	static Campaign notBefore(long time) {
		return new Campaign(Optional.empty(), time, Window.at(0), OptionalLong.empty(), OptionalLong.empty(), 0);
	}

}
