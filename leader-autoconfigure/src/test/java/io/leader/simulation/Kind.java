package io.leader.simulation;

import java.util.List;

/**
 * The kind of locks that the candidates of a schedule use.
 */
enum Kind {

	/** All candidates on one lock, which they renew. */
	RENEWED(120),

	/**
	 * The same, but the holder's Pod owns the lock; the holder may stay leader for life.
	 */
	OWNED(140),

	/** All candidates on one lock, which is held until its holder's Pod is gone. */
	FOR_LIFE(160),

	/** A migration from one lock to another, by replicas that hold both. */
	MIGRATING(180),

	/** The same, but from a lock that does not expire but is released. */
	MIGRATING_FROM_UNEXPIRING(220);

	/** The time in which a leader must be found, in seconds. */
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
	 * The kinds to draw from: those that suit the models of this schedule.
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
