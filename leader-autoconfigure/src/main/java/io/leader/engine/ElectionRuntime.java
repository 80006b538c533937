package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Everything that an engine takes from its environment: time, threads, and randomness. A
 * simulation can supply its own.
 *
 * @param clock the clocks
 * @param engine the single thread that makes all decisions; its tasks must not block
 * @param io runs the blocking calls to locks
 * @param listeners runs the listeners and other tasks that may block; must not make one
 * task wait for another
 * @param log writes log statements, which may block in an appender
 * @param random supplies a source of random delays when a candidate is created and each
 * time it starts to campaign
 * @param clockWatch checks the clocks while a term lasts, independently of other threads
 */
public record ElectionRuntime(ElectionClock clock, ScheduledExecutorService engine, Executor io, Executor listeners,
		Executor log, Supplier<RandomGenerator> random, ClockWatch clockWatch) {

	private static final long SOON = 100;

	/**
	 * Runs a task on another thread as soon as one is available. If none is available and
	 * the engine is closed, runs the task on the current thread.
	 * @param executor the executor to use
	 * @param task the task to run; it may block
	 */
	void elsewhere(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (Throwable ex) {
			if (!soon(() -> elsewhere(executor, task))) {
				task.run();
			}
		}
	}

	/**
	 * Makes another attempt on the engine's thread a moment later, for example after a
	 * thread could not be created.
	 * @return {@code false} if the engine is closed and the attempt will not be made
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	boolean soon(Runnable attempt) {
		try {
			this.engine.schedule(attempt, SOON, TimeUnit.MILLISECONDS);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/**
	 * Completes a future after the given time, unless it completes earlier. If this
	 * cannot be scheduled, for example because the engine is closed, completes it
	 * immediately.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	void completeWithin(Duration limit, CompletableFuture<Void> future) {
		try {
			Future<?> end = this.engine.schedule(() -> future.complete(null), TimeUnit.MILLISECONDS.convert(limit),
					TimeUnit.MILLISECONDS);
			future.whenComplete((nothing, failure) -> end.cancel(false));
		}
		catch (Throwable ex) {
			future.complete(null);
		}
	}

}
