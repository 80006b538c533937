package io.leader.simulation;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.leader.support.EndlessExecutor;

/**
 * A process's engine thread in virtual time.
 */
final class SimulatedExecutor extends EndlessExecutor {

	private static final class Timer<T> extends FutureTask<T> implements ScheduledFuture<T> {

		Timer(Callable<T> task) {
			super(task);
		}

		@Override
		public long getDelay(TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int compareTo(Delayed other) {
			throw new UnsupportedOperationException();
		}

	}

	private final SimulatedProcess process;

	SimulatedExecutor(SimulatedProcess process) {
		this.process = process;
	}

	@Override
	public void execute(Runnable task) {
		this.process.machine().execute(task);
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
		return schedule(() -> {
			task.run();
			return null;
		}, delay, unit);
	}

	@Override
	public <T> ScheduledFuture<T> schedule(Callable<T> task, long delay, TimeUnit unit) {
		Timer<T> timer = new Timer<>(task);
		this.process.machine().onTimer(unit.toNanos(delay), timer);
		return timer;
	}

}
