package io.leader.engine;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one election on the engine's thread. Exceptions are passed to a
 * handler, and no task starts once the engine is closed.
 */
final class EngineThread {

	private final ScheduledExecutorService executor;

	private final Consumer<Throwable> onFailure;

	EngineThread(ScheduledExecutorService executor, Consumer<Throwable> onFailure) {
		this.executor = executor;
		this.onFailure = onFailure;
	}

	/**
	 * Runs a task soon.
	 * @return {@code false} if the engine is closed
	 */
	boolean execute(Runnable task) {
		try {
			this.executor.execute(() -> run(task));
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/**
	 * Runs a task after a delay.
	 * @return a handle for canceling the task, or {@code null} if the engine is closed
	 */
	@Nullable Future<?> schedule(Runnable task, long delayNanos) {
		try {
			return this.executor.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			return null;
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			recover(ex);
		}
	}

	/**
	 * Handles a failure so that the election continues. If this fails as well, for
	 * example for lack of memory, makes one more attempt, with the new failure.
	 */
	private void recover(Throwable failure) {
		try {
			this.onFailure.accept(failure);
		}
		catch (Throwable ex) {
			this.onFailure.accept(ex);
		}
	}

}
