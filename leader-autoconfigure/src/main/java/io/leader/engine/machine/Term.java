package io.leader.engine.machine;

import io.leader.lock.LockSnapshot;

/**
 * A term of this candidate. Times are nanoseconds on its monotonic clock.
 *
 * @param number the number of the claim that began it
 * @param own the lock as this candidate last wrote it
 * @param sent when the last acknowledged write was sent: the authority counts from here
 * @param clocksApart how far the wall clock was ahead of the monotonic one then
 * @param renewal when to renew
 * @param failures how many renewals in a row failed, where the pauses are listed
 * @param refused whether a renewal was refused, and a sight of what it lost to is awaited
 */
public record Term(long number, LockSnapshot own, long sent, long clocksApart, Window renewal, int failures,
		boolean refused) {
}
