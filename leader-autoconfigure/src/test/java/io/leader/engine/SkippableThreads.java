package io.leader.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real engine thread whose timers a test can fire early after it has advanced the
 * clock. Counts the tasks of all threads, so that the test can wait until the threads are
 * idle.
 */
final class SkippableThreads implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final ElectionClock clock;

	/** The number of tasks that are running or queued. Guarded by {@code this}. */
	private int tasks;

	private final Set<Timer> timers = ConcurrentHashMap.newKeySet();

	private final Set<Runnable> immediate = ConcurrentHashMap.newKeySet();

	private final ScheduledThreadPoolExecutor engine = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "skippable-engine");
		thread.setDaemon(true);
		return thread;
	}) {

		// Also called by execute.
		@Override
		public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
			if (delay > 0) {
				Timer timer = new Timer(task, SkippableThreads.this.clock.nanoTime() + unit.toNanos(delay));
				SkippableThreads.this.timers.add(timer);
				ScheduledFuture<?> scheduled = super.schedule(timer, delay, unit);
				timer.scheduled = scheduled;
				return scheduled;
			}
			count(1);
			try {
				return super.schedule(new Immediate(task), 0, unit);
			}
			catch (RejectedExecutionException ex) {
				count(-1);
				throw ex;
			}
		}

		@Override
		protected <V> RunnableScheduledFuture<V> decorateTask(Runnable task, RunnableScheduledFuture<V> future) {
			if (task instanceof Immediate) {
				SkippableThreads.this.immediate.add(future);
			}
			return future;
		}

		// Also called for a canceled task, which does not run.
		@Override
		protected void afterExecute(Runnable future, Throwable failure) {
			if (SkippableThreads.this.immediate.remove(future)) {
				count(-1);
			}
		}

	};

	SkippableThreads(ElectionClock clock) {
		this.clock = clock;
	}

	/**
	 * Returns a runtime that uses the engine thread of this instance and counts the tasks
	 * of the other threads.
	 * @param real supplies the other threads
	 */
	ElectionRuntime runtime(ElectionRuntime real) {
		return new ElectionRuntime(this.clock, this.engine, counting(real.io()), counting(real.listeners()),
				counting(real.log()), real.random(), real.clockWatch());
	}

	private Executor counting(Executor executor) {
		return (task) -> {
			Runnable counted = counted(task);
			try {
				executor.execute(counted);
			}
			catch (Throwable ex) {
				count(-1);
				throw ex;
			}
		};
	}

	private Runnable counted(Runnable task) {
		count(1);
		return () -> {
			try {
				task.run();
			}
			finally {
				count(-1);
			}
		};
	}

	private synchronized void count(int change) {
		this.tasks += change;
		notifyAll();
	}

	/**
	 * Fires the timers that are due according to the clock.
	 */
	void fireDue() {
		long now = this.clock.nanoTime();
		this.timers.stream().filter((timer) -> timer.due - now <= 0).forEach(this.engine::execute);
	}

	/**
	 * Waits until no task is running or queued, except those that the test is blocking,
	 * and fails if this takes longer than 10 s. Afterward, nothing happens before time
	 * advances or another input arrives.
	 * @param blocked the number of tasks that the test itself is blocking
	 */
	synchronized void settle(int blocked) {
		long end = System.nanoTime() + LIMIT.toNanos();
		try {
			while (this.tasks != blocked) {
				long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
				assertThat(left).as("%d tasks instead of %d", this.tasks, blocked).isPositive();
				wait(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.engine.shutdownNow();
	}

	private record Immediate(Runnable task) implements Runnable {

		@Override
		public void run() {
			this.task.run();
		}

	}

	private final class Timer implements Runnable {

		private final Runnable task;

		private final long due;

		private final AtomicBoolean fired = new AtomicBoolean();

		private volatile Future<?> scheduled;

		Timer(Runnable task, long due) {
			this.task = task;
			this.due = due;
		}

		@Override
		public void run() {
			SkippableThreads.this.timers.remove(this);
			Future<?> original = this.scheduled;
			if (this.fired.compareAndSet(false, true) && (original == null || !original.isCancelled())) {
				counted(this.task).run();
			}
		}

	}

}
