package io.leader.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Effect.Wake;
import io.leader.engine.machine.Window;

/**
 * The alarms of one candidate. Picks a random time within each window and schedules a
 * single timer for the earliest. Confined to the engine's thread.
 */
final class Alarms {

	/**
	 * A scheduled alarm.
	 *
	 * @param wake the requested wake-up
	 * @param time the time that was picked
	 */
	private record Planned(Wake wake, long time) {
	}

	/** The initial capacity of the list of alarms, which is rarely exceeded. */
	static final int FEW = 3;

	private final EngineThread engine;

	private final LongSupplier now;

	private final Supplier<RandomGenerator> random;

	private final Runnable onTime;

	private List<Planned> planned = new ArrayList<>();

	private @Nullable Future<?> timer;

	/**
	 * The time of the alarm that the timer is set for, or {@link Long#MIN_VALUE} if the
	 * timer is set by {@link #ringIn}. Meaningless if there is no timer.
	 */
	private long timerTime;

	/**
	 * Creates an instance without alarms.
	 * @param engine the thread on which the timer fires
	 * @param now the monotonic clock
	 * @param random supplies the source of randomness
	 * @param onTime runs when an alarm may be due
	 */
	Alarms(EngineThread engine, LongSupplier now, Supplier<RandomGenerator> random, Runnable onTime) {
		this.engine = engine;
		this.now = now;
		this.random = random;
		this.onTime = onTime;
	}

	/**
	 * Replaces all alarms with the given ones. An alarm with the same window as before
	 * keeps the time that was picked for it.
	 */
	void set(List<Wake> wakes) {
		if (!areSet(wakes)) {
			List<Planned> next = new ArrayList<>(FEW);
			for (Wake wake : wakes) {
				Planned before = planned(wake);
				next.add((before != null) ? before : new Planned(wake, draw(wake.window())));
			}
			this.planned = next;
		}
		startTimer();
	}

	private boolean areSet(List<Wake> wakes) {
		if (wakes.size() != this.planned.size()) {
			return false;
		}
		for (int i = 0; i < wakes.size(); i++) {
			if (!areSame(this.planned.get(i).wake(), wakes.get(i))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Compares the fields individually, since record equality is slow and this method
	 * runs after each input.
	 */
	private static boolean areSame(Wake one, Wake other) {
		return one.alarm() == other.alarm() && one.window().from() == other.window().from()
				&& one.window().to() == other.window().to();
	}

	private @Nullable Planned planned(Wake wake) {
		for (Planned plan : this.planned) {
			if (areSame(plan.wake(), wake)) {
				return plan;
			}
		}
		return null;
	}

	private long draw(Window window) {
		long span = window.to() - window.from();
		return window.from() + ((span > 0) ? this.random.get().nextLong(span + 1) : 0);
	}

	/**
	 * Removes and returns the alarms that are due. Called when the timer has fired.
	 */
	List<Alarm> takeDue() {
		this.timer = null;
		List<Alarm> due = new ArrayList<>();
		long time = this.now.getAsLong();
		for (Planned plan : this.planned) {
			if (plan.time() <= time) {
				due.add(plan.wake().alarm());
			}
		}
		this.planned.removeIf((plan) -> plan.time() <= time);
		return due;
	}

	private void startTimer() {
		long first = Long.MAX_VALUE;
		for (Planned plan : this.planned) {
			first = Math.min(first, plan.time());
		}
		if (this.timer != null && this.timerTime == first) {
			return;
		}
		cancelTimer();
		if (!this.planned.isEmpty()) {
			this.timerTime = first;
			this.timer = this.engine.schedule(this.onTime, Math.max(0, first - this.now.getAsLong()));
		}
	}

	/**
	 * Sets the timer to fire after a delay, regardless of the alarms, so that a failed
	 * step is retried.
	 */
	void ringIn(long delay) {
		cancelTimer();
		this.timerTime = Long.MIN_VALUE;
		this.timer = this.engine.schedule(this.onTime, delay);
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
