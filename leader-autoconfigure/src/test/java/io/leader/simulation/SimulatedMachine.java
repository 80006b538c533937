package io.leader.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Decides when one process's threads run: immediately, late because the process is paused
 * or its machine is asleep, or never again because the process has crashed.
 */
final class SimulatedMachine {

	private final World world;

	private final SimulatedProcess process;

	private final List<Runnable> deferred = new ArrayList<>();

	private boolean crashed;

	private long pausedUntil = -World.HOUR;

	private long hinderedUntil = -World.HOUR;

	private int pauses;

	private boolean onEngine;

	private long nextOnEngine;

	SimulatedMachine(World world, SimulatedProcess process) {
		this.world = world;
		this.process = process;
	}

	int pauses() {
		return this.pauses;
	}

	/**
	 * Runs an action in this process at a given time, later if the process is paused at
	 * that time, or never if it has crashed.
	 */
	void at(long time, Runnable action) {
		this.world.at(time, () -> {
			if (this.crashed) {
				return;
			}
			if (this.world.now() < this.pausedUntil) {
				this.deferred.add(action);
				return;
			}
			action.run();
		});
	}

	/**
	 * Like {@link #at}, for an action that changes nothing by itself.
	 */
	void atUnobserved(long time, Runnable action) {
		this.world.atUnobserved(time, () -> {
			if (this.world.now() < this.pausedUntil) {
				this.deferred.add(action);
			}
			else if (!this.crashed) {
				action.run();
			}
		});
	}

	void execute(Runnable task) {
		Runnable onEngine = () -> runOnEngine(task);
		if (this.process.calls().isUnderWay()) {
			this.process.calls().deliver(onEngine);
			return;
		}
		this.nextOnEngine = Math.max(this.nextOnEngine,
				this.world.now() + this.world.between(0, World.MILLISECOND / 10));
		at(this.nextOnEngine, onEngine);
	}

	/**
	 * Runs a task on the engine's thread after a delay on the process's monotonic clock.
	 * Time during which the machine sleeps also counts, unless the schedule contains
	 * {@link Model#TIMERS_SLEEP}.
	 */
	void onTimer(long delay, Runnable task) {
		onTimerAt(this.process.clock().nanoTime() + delay, task);
	}

	private void onTimerAt(long due, Runnable task) {
		at(this.world.now() + this.process.clock().trueDelay(due - this.process.clock().nanoTime()), () -> {
			if (this.world.has(Model.TIMERS_SLEEP) && due - this.process.clock().nanoTime() > 0) {
				// The machine was asleep, and its monotonic clock had stopped.
				onTimerAt(due, task);
			}
			else {
				runOnEngine(task);
			}
		});
	}

	private void runOnEngine(Runnable task) {
		this.onEngine = true;
		try {
			task.run();
		}
		catch (Error | RejectedExecutionException ex) {
			this.process.check(false, "%s: %s is not caught on the engine's thread", this.process, ex);
		}
		finally {
			this.onEngine = false;
		}
	}

	boolean isOnEngine() {
		return this.onEngine;
	}

	void pause(long span) {
		this.world.note("%s: paused for %.3f s", this.process, span / 1e9);
		this.pauses++;
		this.pausedUntil = Math.max(this.pausedUntil, this.world.now() + span);
		this.world.at(this.pausedUntil, this::wake);
	}

	private void wake() {
		if (this.world.now() >= this.pausedUntil && !this.crashed) {
			List<Runnable> due = List.copyOf(this.deferred);
			this.deferred.clear();
			due.forEach((action) -> at(this.world.now(), action));
		}
	}

	/**
	 * Suspends the machine, which pauses the process and stops the monotonic clock.
	 */
	void suspend(long span) {
		this.process.clock().suspend(span);
		pause(span);
	}

	void jump(long millis) {
		this.process.clock().jump(millis);
		this.process.promises().clockJumps();
		hindered();
	}

	private void hindered() {
		this.hinderedUntil = this.world.now();
	}

	boolean isPaused() {
		return this.world.now() < this.pausedUntil;
	}

	/**
	 * Returns when the last pause, sleep, lack of threads, or clock jump ended or will
	 * end.
	 */
	long hinderedUntil() {
		return Math.max(Math.max(this.pausedUntil, this.hinderedUntil), this.process.threads().failingUntil());
	}

	void crash() {
		this.world.note("%s: crashes", this.process);
		this.crashed = true;
	}

	boolean hasCrashed() {
		return this.crashed;
	}

	void heal() {
		if (hinderedUntil() > this.world.now()) {
			hindered();
		}
		this.process.clock().resume();
		this.pausedUntil = Math.min(this.pausedUntil, this.world.now());
		wake();
	}

}
