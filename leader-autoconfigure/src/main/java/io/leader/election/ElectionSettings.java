package io.leader.election;

import java.time.Duration;

/**
 * What one candidate brings to one election.
 *
 * @param name the election's name, used in logs, events and look-ups
 * @param identity this candidate's name in the record
 * @param mark this process's instance mark
 * @param timings the spans of the election
 * @param releaseOnStop whether the lock is released when the candidate stops while it
 * leads
 * @param shutdownTimeout how long listeners and running guarded calls are waited for
 * before the lock is left to expire
 * @param spread how much longer this candidate waits before it takes a free lock, for
 * each other election of the same engine that it leads
 * @param forLife whether a leader stays leader for as long as it can: it does not yield,
 * and does not release the lock when it stops
 */
public record ElectionSettings(String name, String identity, InstanceMark mark, ElectionTimings timings,
		boolean releaseOnStop, Duration shutdownTimeout, Duration spread, boolean forLife) {

	/**
	 * Checks what has no sensible reading.
	 * @throws IllegalArgumentException if the name or the identity is blank or a span
	 * negative
	 */
	public ElectionSettings {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The name of an election must not be blank.");
		}
		if (identity.isBlank()) {
			throw new IllegalArgumentException("The identity in election '" + name + "' must not be blank.");
		}
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("The shutdown timeout (" + ElectionTimings.text(shutdownTimeout)
					+ ") of election '" + name + "' must not be negative.");
		}
		if (spread.isNegative()) {
			throw new IllegalArgumentException("The spread (" + ElectionTimings.text(spread) + ") of election '" + name
					+ "' must not be negative.");
		}
	}

}
