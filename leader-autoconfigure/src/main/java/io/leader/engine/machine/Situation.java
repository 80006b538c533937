package io.leader.engine.machine;

import java.util.OptionalLong;

/**
 * What a candidate knows in every phase. Times are nanoseconds on its monotonic clock.
 *
 * @param name the name that it campaigns under
 * @param own what it sent
 * @param tracker what it has seen of the lock
 * @param observation how it looks at the lock
 * @param outbox the writes that have not been answered
 * @param claims what it remembers of its claims
 * @param outUntil until when it was asked not to campaign
 * @param askedUntil until when the other side asked not to be sent claims
 * @param unreachableSince since when the lock has not answered
 * @param lastTermEnd when its last term ended: no claim from before begins another one
 * @param clocksApart how far the wall clock is ahead of the monotonic one
 * @param othersLed how many other elections this process leads
 * @param nextCall the number of the next call
 */
public record Situation(Name name, SentRecords own, HolderTracker tracker, Observation observation, Outbox outbox,
		ClaimHistory claims, long outUntil, long askedUntil, OptionalLong unreachableSince, OptionalLong lastTermEnd,
		long clocksApart, int othersLed, long nextCall) {
}
