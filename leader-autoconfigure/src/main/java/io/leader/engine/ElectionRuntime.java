package io.leader.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Time, threads and randomness: everything that an engine takes from its environment, so
 * that a simulation can supply its own.
 *
 * @param clock the clocks
 * @param engine the single thread on which all decisions are made; nothing that can block
 * runs there
 * @param io runs the blocking calls to locks
 * @param listeners runs the listeners; must not make one task wait for another
 * @param log writes log statements, since an appender may block
 * @param random supplies the source of random delays, each time that a candidate starts
 * to campaign
 * @param clockWatch checks the clocks while a term lasts, independently of other threads
 */
public record ElectionRuntime(ElectionClock clock, ScheduledExecutorService engine, Executor io, Executor listeners,
		Executor log, Supplier<RandomGenerator> random, ClockWatch clockWatch) {

	private static final long SOON = 100;

	/**
	 * Runs a task on another thread as soon as one is available, or on this thread if the
	 * engine is closed.
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
	 * Runs a task on the engine's thread a moment later: if a thread could not be
	 * created, the next attempt may succeed.
	 * @return {@code false} if the engine is closed, so that the task will not run
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

}
