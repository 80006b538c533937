package io.leader.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.leader.lock.InstanceMark;

/**
 * The settings of one candidate in one election. Created by {@link #named}.
 *
 * @param name the election's name, used in logs, events, and lookups
 * @param identity supplies this candidate's identity when the candidate is created and
 * each time it starts to campaign, since a process restored from a checkpoint may run
 * elsewhere
 * @param mark supplies an instance mark for each run of the candidate, and another one if
 * the mark must change during a term; each call must supply a different mark
 * @param timings the timings of the election
 * @param releaseOnStop whether the lock is released when the candidate stops while it
 * leads
 * @param shutdownTimeout the longest time to wait for listeners and guarded calls in
 * progress before the lock is left to expire
 * @param spread the additional wait before this candidate acquires a free lock, for each
 * other election of the same engine that this process leads or whose lock it has claimed;
 * at most one lease duration in total
 * @param forLife whether a leader remains leader for as long as it can, that is, does not
 * yield, and does not release the lock when it stops
 * @param preparation prepares each term before the application may act as leader; empty
 * if no preparation is necessary
 */
public record ElectionSettings(String name, Supplier<String> identity, Supplier<InstanceMark> mark,
		ElectionTimings timings, boolean releaseOnStop, Duration shutdownTimeout, Duration spread, boolean forLife,
		Optional<TermPreparation> preparation) {

	/**
	 * Validates the settings.
	 * @throws IllegalArgumentException if the name is blank or a duration is negative
	 */
	public ElectionSettings {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The name of an election must not be blank.");
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

	/**
	 * Creates a builder for settings.
	 * @param name the election's name
	 * @return a builder that requires an identity
	 */
	public static ElectionSettingsBuilder named(String name) {
		return new ElectionSettingsBuilder(name);
	}

	/**
	 * Returns these settings for a candidate whose terms need no preparation.
	 */
	ElectionSettings unprepared() {
		return new ElectionSettings(this.name, this.identity, this.mark, this.timings, this.releaseOnStop,
				this.shutdownTimeout, this.spread, this.forLife, Optional.empty());
	}

	/**
	 * Returns whether a candidate that stops releases the lock.
	 * @return {@code false} for any candidate that leads for life
	 */
	boolean releasesAtStop() {
		return this.releaseOnStop && !this.forLife;
	}

}
