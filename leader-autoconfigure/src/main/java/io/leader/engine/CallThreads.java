package io.leader.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the blocking calls to locks on a few threads. A call that finds all of them stuck
 * gets another thread after a moment, so that hanging locks cost a healthy one nothing
 * (rule 5); each election bounds how many calls it can have in progress
 * ({@link LockCalls}). Threads that are no longer needed end.
 */
final class CallThreads implements Executor, AutoCloseable {

	private static final int FEW = 6;

	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	private final ThreadPoolExecutor pool;

	private final ScheduledExecutorService timer;

	private final AtomicBoolean checking = new AtomicBoolean();

	CallThreads(ThreadFactory threads, ScheduledExecutorService timer) {
		this.pool = new ThreadPoolExecutor(FEW, FEW, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		this.pool.allowCoreThreadTimeOut(true);
		this.timer = timer;
	}

	@Override
	public void execute(Runnable call) {
		Queued queued = new Queued(call, System.nanoTime());
		try {
			this.pool.execute(queued);
		}
		catch (RejectedExecutionException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// No new thread can be created just now, but one that exists will do.
			if (this.pool.getPoolSize() == 0 || !this.pool.getQueue().offer(queued)) {
				throw ex;
			}
		}
		if (!this.pool.getQueue().isEmpty()) {
			checkSoon();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void checkSoon() {
		if (this.checking.compareAndSet(false, true)) {
			try {
				this.timer.schedule(this::check, PATIENCE, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				this.checking.set(false);
			}
		}
	}

	private void check() {
		this.checking.set(false);
		try {
			long now = System.nanoTime();
			int starving = (int) this.pool.getQueue().stream().filter((call) -> isStarving(call, now)).count();
			if (starving > 0) {
				resize(this.pool.getPoolSize() + starving);
			}
			else if (this.pool.getActiveCount() < FEW) {
				resize(FEW);
			}
		}
		finally {
			if (!this.pool.getQueue().isEmpty() || this.pool.getCorePoolSize() > FEW) {
				checkSoon();
			}
		}
	}

	private static boolean isStarving(Runnable call, long now) {
		return call instanceof Queued queued && now - queued.since() >= PATIENCE;
	}

	private void resize(int threads) {
		if (threads > this.pool.getMaximumPoolSize()) {
			this.pool.setMaximumPoolSize(threads);
			this.pool.setCorePoolSize(threads);
		}
		else {
			this.pool.setCorePoolSize(threads);
			this.pool.setMaximumPoolSize(threads);
		}
	}

	@Override
	public void close() {
		this.pool.shutdownNow();
	}

	private record Queued(Runnable call, long since) implements Runnable {

		@Override
		public void run() {
			this.call.run();
		}

	}

}
