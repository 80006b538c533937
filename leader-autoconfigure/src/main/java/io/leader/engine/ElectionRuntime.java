package io.leader.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Time, threads and chance: all that an engine takes from the world around it, so that a
 * simulation can hand in its own.
 *
 * @param clock the clocks
 * @param engine the one thread on which all decisions are taken; nothing that can block
 * runs there
 * @param io where the blocking calls to locks run
 * @param listeners where listeners run; must not make one task wait for another
 * @param log where log statements are written, since an appender may block
 * @param random gives the source of random delays, each time that a candidate starts to
 * campaign
 * @param clockWatch looks at the clocks while a term lasts, whatever the other threads do
 */
public record ElectionRuntime(ElectionClock clock, ScheduledExecutorService engine, Executor io, Executor listeners,
		Executor log, Supplier<RandomGenerator> random, ClockWatch clockWatch) {

	private static final long SOON = 100;

	/**
	 * Runs a task on another thread as soon as one is available, or on this thread if the
	 * engine is closed.
	 * @param executor the threads
	 * @param task what to run; it may block
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
	 * Runs something on the engine's thread a moment later: when a thread could not be
	 * created, the next attempt may succeed.
	 * @return {@code false} if the engine is closed, so that nothing will happen
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
