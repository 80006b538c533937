package io.leader.simulation;

import java.util.List;

/**
 * How the candidates of a schedule take part.
 */
enum Kind {

	/** All on one lock, which they renew. */
	RENEWED(120),

	/** The same, and the holder's Pod owns the lock; it may stay leader for life. */
	OWNED(140),

	/** All on one lock, which is held until its holder's Pod is gone. */
	FOR_LIFE(160),

	/** From one lock to another, by replicas that hold both. */
	MIGRATING(180),

	/** The same, from a lock that does not expire but is released. */
	MIGRATING_FROM_UNEXPIRING(220);

	/** In which a leader must be found, in seconds. */
	private final long quiet;

	Kind(long quiet) {
		this.quiet = quiet;
	}

	long quiet() {
		return this.quiet;
	}

	/**
	 * Draws a kind.
	 */
	static Kind drawn(World world) {
		List<Kind> suitable = suitable(world);
		return suitable.get(world.random().nextInt(suitable.size()));
	}

	/**
	 * The kinds to draw from: those that a model of this schedule is about.
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
