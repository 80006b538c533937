package io.leader.simulation;

import java.util.List;

/**
 * The kind of lock that the candidates of a schedule use.
 */
enum Kind {

	/** Candidates compete for one lock, which the leader renews. */
	RENEWED(120),

	/**
	 * Like {@link #RENEWED}, but the holder's Pod owns the lock. In about half of the
	 * schedules, a holder leads for life, that is, it neither yields nor releases the
	 * lock.
	 */
	OWNED(140),

	/** Candidates compete for one lock, which is held until the holder's Pod is gone. */
	FOR_LIFE(160),

	/** A migration from one lock to another, via replicas that need both. */
	MIGRATING(180),

	/**
	 * Like {@link #MIGRATING}, but the first lock does not expire and has to be released.
	 */
	MIGRATING_FROM_UNEXPIRING(220);

	/**
	 * The length of the quiet phase after the faults, in seconds. At its end, a leader
	 * must have led for more than 20 seconds.
	 */
	private final long quiet;

	Kind(long quiet) {
		this.quiet = quiet;
	}

	long quiet() {
		return this.quiet;
	}

	/**
	 * Draws a kind that suits the models of a schedule.
	 */
	static Kind drawn(World world) {
		List<Kind> suitable = suitable(world);
		return suitable.get(world.random().nextInt(suitable.size()));
	}

	/**
	 * Returns the kinds to draw from, which suit the models of this schedule. Kinds that
	 * are to be drawn more often occur several times.
	 */
	private static List<Kind> suitable(World world) {
		if (world.has(Model.SECOND_LOCK_DENIED)) {
			return List.of(MIGRATING, MIGRATING_FROM_UNEXPIRING);
		}
		if (world.has(Model.POD_CHECKS_FAIL)) {
			return List.of(OWNED, FOR_LIFE);
		}
		if (world.has(Model.LOCK_DELETED_OFTEN) || world.has(Model.EXTREME_NUMBERS)) {
			return List.of(RENEWED, RENEWED, OWNED);
		}
		return List.of(RENEWED, RENEWED, RENEWED, RENEWED, RENEWED, RENEWED, OWNED, FOR_LIFE, MIGRATING,
				MIGRATING_FROM_UNEXPIRING);
	}

	boolean isMigrating() {
		return this == MIGRATING || this == MIGRATING_FROM_UNEXPIRING;
	}

}
