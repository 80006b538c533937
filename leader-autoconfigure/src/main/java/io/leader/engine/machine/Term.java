package io.leader.engine.machine;

import io.leader.lock.LockSnapshot;

/**
 * A term of this candidate. Times are nanoseconds on the candidate's monotonic clock.
 *
 * @param number the number of the term, which is the call number of the claim that began
 * it
 * @param own the last known version of the lock that this candidate holds
 * @param sent the time at which the last acknowledged write was sent; the authority is
 * measured from this time
 * @param clocksApart how far the wall clock was ahead of the monotonic one at that time
 * @param renewal when to renew
 * @param failures how many consecutive renewals failed, not counting conflicts; counted
 * only if retry backoffs are configured
 * @param refused whether a renewal conflicted with another write that has not been
 * observed yet
 */
public record Term(long number, LockSnapshot own, long sent, long clocksApart, Window renewal, int failures,
		boolean refused) {
}
