package io.leader.engine.machine;

import java.util.OptionalLong;

/**
 * What a candidate knows in every phase. Times are nanoseconds on its monotonic clock.
 *
 * @param name when and for which run its identity was obtained
 * @param own its identity and mark, and the records that it sent
 * @param tracker what it has observed of the lock
 * @param observation how it observes the lock
 * @param outbox the writes that are in progress
 * @param claims the history of its claims
 * @param outUntil the time until which it was asked to stay out
 * @param pausedUntil the time until which claims wait because the server requested a
 * pause
 * @param unreachableSince the time since which the lock has been unreachable; empty if
 * the lock is reachable
 * @param lastTermEnd when its last term ended; a claim that was sent earlier does not
 * begin another term
 * @param clocksApart how far the wall clock is ahead of the monotonic one
 * @param othersLed how many other elections this process leads or whose locks it has
 * claimed
 * @param nextCall the number of the next call
 */
public record Situation(Name name, SentRecords own, HolderTracker tracker, Observation observation, Outbox outbox,
		ClaimHistory claims, long outUntil, long pausedUntil, OptionalLong unreachableSince, OptionalLong lastTermEnd,
		long clocksApart, int othersLed, long nextCall) {
}
