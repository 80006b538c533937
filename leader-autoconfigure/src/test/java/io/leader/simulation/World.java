package io.leader.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * The true time, the random numbers, and the history of one schedule. Everything happens
 * on one thread, in the order of true time, so a seed determines the whole history.
 */
final class World {

	static final long MILLISECOND = 1_000_000;

	static final long SECOND = 1000 * MILLISECOND;

	static final long HOUR = 3600 * SECOND;

	private static final int MOST_STEPS = 1_000_000;

	private static final class Event implements Comparable<Event> {

		private final long time;

		private final long order;

		private final Runnable action;

		private final boolean observed;

		Event(long time, long order, Runnable action, boolean observed) {
			this.time = time;
			this.order = order;
			this.action = action;
			this.observed = observed;
		}

		@Override
		public int compareTo(Event other) {
			int byTime = Long.compare(this.time, other.time);
			return (byTime != 0) ? byTime : Long.compare(this.order, other.order);
		}

	}

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final List<String> history = new ArrayList<>();

	private final boolean recording;

	private final Random random;

	private final Set<Model> models;

	private long now;

	private long order;

	private int steps;

	private int draws;

	private long version = 100;

	private long serverDownUntil;

	private long serverSlowUntil;

	private boolean quiet;

	World(long seed, boolean recording, Set<Model> only) {
		this.random = new Chance(seed);
		this.recording = recording;
		this.models = Model.drawn(this.random, only);
	}

	/**
	 * Returns whether this schedule contains a model.
	 */
	boolean has(Model model) {
		return this.models.contains(model);
	}

	Set<Model> models() {
		return this.models;
	}

	/**
	 * Advances and returns the version. All locks share it, since they are in one store.
	 */
	long nextVersion() {
		this.version += between(1, 3);
		return this.version;
	}

	/**
	 * Returns a number that has not been drawn before.
	 */
	int draw() {
		return this.draws++;
	}

	long version() {
		return this.version;
	}

	/**
	 * Returns the time at which the server is up again.
	 */
	long serverDownUntil() {
		return this.serverDownUntil;
	}

	/**
	 * Returns the time until which the server is slow for all processes.
	 */
	long serverSlowUntil() {
		return this.serverSlowUntil;
	}

	boolean isQuiet() {
		return this.quiet;
	}

	void serverDown(long span) {
		note("the server is down for %.3f s", span / 1e9);
		this.serverDownUntil = this.now + span;
	}

	void serverSlow(long span) {
		note("the server is slow for %.3f s", span / 1e9);
		this.serverSlowUntil = this.now + span;
	}

	/**
	 * Begins the quiet phase, and ends the faults of the server.
	 */
	void quieten() {
		this.quiet = true;
		this.serverDownUntil = 0;
		this.serverSlowUntil = 0;
	}

	long now() {
		return this.now;
	}

	Random random() {
		return this.random;
	}

	boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

	long between(long least, long most) {
		return least + this.random.nextLong(most - least + 1);
	}

	void at(long time, Runnable action) {
		this.events.add(new Event(Math.max(time, this.now), this.order++, action, true));
	}

	/**
	 * Like {@link #at}, for an action that changes nothing by itself, so the observer
	 * does not check anything afterward.
	 */
	void atUnobserved(long time, Runnable action) {
		this.events.add(new Event(Math.max(time, this.now), this.order++, action, false));
	}

	void in(long delay, Runnable action) {
		at(this.now + delay, action);
	}

	/**
	 * Runs until a given true time. An authority begins only with an event, so checking
	 * after each event misses nothing.
	 * @param end the time
	 * @param observer checks everything after each event that was not scheduled with
	 * {@link #atUnobserved}, and at the end
	 */
	void runUntil(long end, Runnable observer) {
		Event next;
		while ((next = this.events.peek()) != null && next.time <= end) {
			this.events.poll();
			this.now = next.time;
			if (++this.steps > MOST_STEPS) {
				throw new Observer.Violation(
						"an engine is spinning: " + MOST_STEPS + " steps in " + this.now / 1e9 + " s");
			}
			next.action.run();
			if (next.observed) {
				observer.run();
			}
		}
		this.now = end;
		observer.run();
	}

	void note(String what, Object... arguments) {
		if (this.recording) {
			this.history.add("%10.4f s  %s".formatted(this.now / 1e9, what.formatted(arguments)));
		}
	}

	List<String> history() {
		return this.history;
	}

}
