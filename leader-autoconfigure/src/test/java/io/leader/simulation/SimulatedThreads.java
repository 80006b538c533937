package io.leader.simulation;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.leader.engine.ClockWatch;

/**
 * One process's threads other than the engine's. They call locks, notify listeners, write
 * the log, and check the clocks. Sometimes, no thread is available.
 */
final class SimulatedThreads {

	/**
	 * The minimum time that a call waits for another thread when all threads are stuck.
	 */
	private static final long PATIENCE = 50 * World.MILLISECOND;

	private static final int FEW = 8;

	private static final int MOST_READS = 4;

	private static final long CHECK_INTERVAL = 200 * World.MILLISECOND;

	private final World world;

	private final SimulatedProcess process;

	private long failUntil = -World.HOUR;

	private boolean closed;

	private long busyUntil;

	private int occupied;

	SimulatedThreads(World world, SimulatedProcess process) {
		this.world = world;
		this.process = process;
	}

	/**
	 * Makes most attempts to use a thread fail for the given time.
	 */
	void fail(long span) {
		this.closed = this.world.chance(0.5);
		this.world.note("%s: no threads for %.3f s (%s)", this.process, span / 1e9,
				this.closed ? "rejected" : "memory");
		this.failUntil = this.world.now() + span;
	}

	boolean isFailing() {
		return this.world.now() < this.failUntil;
	}

	long failingUntil() {
		return this.failUntil;
	}

	/**
	 * Returns the time after which nothing prevents or delays notifications of listeners.
	 */
	long freeAt() {
		return Math.max(this.failUntil, this.busyUntil);
	}

	void blockListeners(long span) {
		this.world.note("%s: listeners are late by %.3f s", this.process, span / 1e9);
		this.busyUntil = Math.max(this.busyUntil, this.world.now() + span);
	}

	void heal() {
		this.failUntil = Math.min(this.failUntil, this.world.now());
	}

	/**
	 * Makes a call to a lock.
	 */
	void call(Runnable call) {
		failNowAndThen();
		boolean stuck = this.world.has(Model.LOCKS_HANG) && this.occupied >= FEW;
		this.occupied++;
		this.process.calls().send(call, stuck ? waitForThread() : 0);
	}

	private long waitForThread() {
		if (this.world.isQuiet() || this.world.chance(0.5)) {
			return PATIENCE;
		}
		// The wait may be so long that the election makes its next attempt before this
		// call is sent, so the wait counts as a fault.
		this.process.network().trouble();
		return this.world.between(PATIENCE, 2 * this.process.settings().renewDeadline() / 5);
	}

	/**
	 * Returns whether so many calls are in progress that the engine may have delayed the
	 * latest one, and may give up on it before its response arrives.
	 */
	boolean isCrowded() {
		return this.occupied > MOST_READS;
	}

	/**
	 * Records that a call has returned.
	 */
	void returned() {
		this.occupied--;
	}

	void tell(Runnable news) {
		failNowAndThen();
		boolean late = this.world.chance(0.05);
		long soon = this.world.now() + this.world.between(0, late ? World.SECOND : World.MILLISECOND);
		if (late) {
			this.busyUntil = Math.max(this.busyUntil, soon);
		}
		this.process.at(Math.max(soon, this.busyUntil), news);
	}

	void log(Runnable statement) {
		if (isFailing()) {
			throw failure();
		}
		statement.run();
	}

	private void failNowAndThen() {
		if (isFailing() && this.world.chance(0.7)) {
			throw failure();
		}
	}

	private Error failure() {
		if (this.closed) {
			throw new RejectedExecutionException("no thread: this is a simulation");
		}
		return new OutOfMemoryError("unable to create native thread: this is a simulation");
	}

	/**
	 * Registers a check of the clocks. It runs every 200 ms of true time, unless the
	 * process is paused, until the registration is closed.
	 */
	ClockWatch.Registration watchClock(Runnable check) {
		failNowAndThen();
		AtomicBoolean over = new AtomicBoolean();
		checkLater(check, over);
		return () -> over.set(true);
	}

	private void checkLater(Runnable check, AtomicBoolean over) {
		this.process.machine().atUnobserved(this.world.now() + CHECK_INTERVAL, () -> {
			if (!over.get()) {
				check.run();
				checkLater(check, over);
			}
		});
	}

}
