package io.leader.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.leader.lock.InstanceMark;

/**
 * What one candidate brings to one election. Created by {@link #named}.
 *
 * @param name the election's name, used in logs, events and look-ups
 * @param identity supplies this candidate's name in the record, each time that it starts
 * to campaign: a restored process image may run elsewhere
 * @param mark supplies the instance mark of this start; each call must supply another one
 * @param timings the spans of the election
 * @param releaseOnStop whether the lock is released when the candidate stops while it
 * leads
 * @param shutdownTimeout how long to wait for listeners and running guarded calls before
 * the lock is left to expire
 * @param spread how much longer this candidate waits before it acquires a free lock, for
 * each other election of the same engine that it leads
 * @param forLife whether a leader stays leader for as long as it can: it does not yield,
 * and does not release the lock when it stops
 * @param preparation prepares each term before the application may act as leader, if that
 * is needed
 */
public record ElectionSettings(String name, Supplier<String> identity, Supplier<InstanceMark> mark,
		ElectionTimings timings, boolean releaseOnStop, Duration shutdownTimeout, Duration spread, boolean forLife,
		Optional<TermPreparation> preparation) {

	/**
	 * Rejects values that make no sense.
	 * @throws IllegalArgumentException if the name is blank or a span negative
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
	 * Starts to build settings.
	 * @param name the election's name
	 * @return a builder, whose identity remains to be set
	 */
	public static ElectionSettingsBuilder named(String name) {
		return new ElectionSettingsBuilder(name);
	}

	/**
	 * These settings for a candidate whose terms need no preparation.
	 */
	ElectionSettings unprepared() {
		return new ElectionSettings(this.name, this.identity, this.mark, this.timings, this.releaseOnStop,
				this.shutdownTimeout, this.spread, this.forLife, Optional.empty());
	}

	/**
	 * Whether a candidate that stops releases the lock.
	 * @return {@code false} also if it leads for life
	 */
	boolean releasesAtStop() {
		return this.releaseOnStop && !this.forLife;
	}

}
