package io.leader.simulation;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

import org.springframework.util.StringUtils;

/**
 * Something that a schedule may contain besides the usual faults. The seed draws which;
 * {@code -Dleader.simulation.without=A,B} leaves some out, and
 * {@code -Dleader.simulation.only=A,B} all others.
 */
enum Model {

	/** Executors throw, names cannot be drawn, and log statements fail. */
	THREADS_FAIL,

	/** Few I/O threads, and other elections whose locks hang. */
	LOCKS_HANG,

	/** Watches show nothing more, without an end. */
	WATCHES_FALL_SILENT,

	/** Timers stand still while the machine sleeps. */
	TIMERS_SLEEP,

	/** Others change the object around the record, more often than a lease or not. */
	OBJECT_TOUCHED,

	/** Others change nothing but the renew time. */
	RENEW_TIME_CHANGED,

	/** Numbers at the edge of their type. */
	EXTREME_NUMBERS,

	/** The server asks to be left alone for hours or days. */
	LONG_RETRY_AFTER,

	/** It cannot be said whether a holder's Pod exists. */
	POD_CHECKS_FAIL,

	/** Two processes start from one image. */
	CLONES,

	/** All settings vary. */
	SETTINGS_VARY,

	/** A release is refused once, or its answer is lost. */
	RELEASES_REFUSED,

	/** One replica cannot get the second of two locks. */
	SECOND_LOCK_DENIED,

	/** Something happens to most writers at the instant of their write. */
	WRITERS_INTERRUPTED,

	/** The lock is deleted or emptied again and again, under a slow network. */
	LOCK_DELETED_OFTEN;

	private static final double LIKELIHOOD = 0.12;

	static final String ONLY_PROPERTY = "leader.simulation.only";

	private static final Set<Model> WITHOUT = named("leader.simulation.without");

	private static final Set<Model> ONLY = named(ONLY_PROPERTY);

	static Set<Model> drawn(Random random) {
		Set<Model> drawn = EnumSet.noneOf(Model.class);
		boolean one = random.nextBoolean();
		Model focus = values()[random.nextInt(values().length)];
		for (Model model : values()) {
			boolean likely = random.nextDouble() < LIKELIHOOD;
			boolean wanted = ONLY.isEmpty() ? (one ? model == focus : likely) : ONLY.contains(model);
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
