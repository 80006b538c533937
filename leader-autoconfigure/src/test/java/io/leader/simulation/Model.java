package io.leader.simulation;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

import org.springframework.util.StringUtils;

/**
 * A special fault or condition that a schedule may contain besides the usual faults. The
 * seed selects the models, unless {@code -Dleader.simulation.only=A,B} lists the models
 * that each schedule contains. {@code -Dleader.simulation.without=A,B} excludes models.
 */
enum Model {

	/** At times, executors throw, identities cannot be drawn, and log statements fail. */
	THREADS_FAIL,

	/** There are few I/O threads, and the locks of other elections hang. */
	LOCKS_HANG,

	/**
	 * At times, the open watches of a process deliver no further events but do not end.
	 */
	WATCHES_FALL_SILENT,

	/** Timers stop while the machine sleeps. */
	TIMERS_SLEEP,

	/**
	 * Others change the object outside the record, at intervals that are shorter or
	 * longer than the lease duration.
	 */
	OBJECT_TOUCHED,

	/** Others change only the renew time. */
	RENEW_TIME_CHANGED,

	/** Others write numbers at the limits of their types. */
	EXTREME_NUMBERS,

	/** The server asks clients to wait for up to ten days. */
	LONG_RETRY_AFTER,

	/** At times, it cannot be determined whether a holder's Pod exists. */
	POD_CHECKS_FAIL,

	/** Up to three processes are started as copies of one process image. */
	CLONES,

	/** All settings are drawn at random, instead of from a few usual ones. */
	SETTINGS_VARY,

	/** Some releases fail once, or the response to a release is lost. */
	RELEASES_REFUSED,

	/** One of several replicas is denied all requests to the second of two locks. */
	SECOND_LOCK_DENIED,

	/** Some writers suffer a fault at the instant of their write or soon after it. */
	WRITERS_INTERRUPTED,

	/**
	 * The lock is deleted or changed repeatedly, often right after a claim, on an
	 * unreliable network.
	 */
	LOCK_DELETED_OFTEN;

	private static final double LIKELIHOOD = 0.12;

	private static final Set<Model> WITHOUT = named("leader.simulation.without");

	/**
	 * The models that each schedule contains unless they are excluded; empty if the seed
	 * selects them.
	 */
	static final Set<Model> ONLY = named("leader.simulation.only");

	/**
	 * Draws the models of a schedule.
	 * @param random the source of randomness
	 * @param only the models that the schedule contains; empty if the seed selects them
	 */
	static Set<Model> drawn(Random random, Set<Model> only) {
		Set<Model> drawn = EnumSet.noneOf(Model.class);
		boolean one = random.nextBoolean();
		Model focus = values()[random.nextInt(values().length)];
		for (Model model : values()) {
			boolean likely = random.nextDouble() < LIKELIHOOD;
			boolean wanted = only.isEmpty() ? (one ? model == focus : likely) : only.contains(model);
			if (wanted && !WITHOUT.contains(model)) {
				drawn.add(model);
			}
		}
		return drawn;
	}

	private static Set<Model> named(String property) {
		Set<Model> named = EnumSet.noneOf(Model.class);
		for (String name : StringUtils.commaDelimitedListToSet(System.getProperty(property, ""))) {
			named.add(valueOf(name.strip()));
		}
		return named;
	}

}
