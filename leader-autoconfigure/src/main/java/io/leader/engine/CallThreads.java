package io.leader.engine;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Makes the blocking calls to locks on a few threads, so that many elections use few
 * connections. Writes run first, since a renewal must not wait for other calls, and
 * watches run before reads, since a lock without a watch is read repeatedly. Calls that
 * hang do not count toward the usual number of threads: while other calls wait, each
 * hanging call adds at least one thread, so that hanging locks do not slow down a healthy
 * lock (rule 5). Writes that wait too long add threads, too, up to a limit, since many
 * leaders must be able to renew their locks through a slow API server. Each election
 * limits how many calls it has in progress ({@link LockCalls}). While calls hang, there
 * is no other limit, since the renewals of a healthy lock could otherwise wait behind
 * calls to many locks that hang. Threads end when they are no longer needed.
 */
final class CallThreads implements Executor, AutoCloseable {

	/**
	 * The order in which waiting calls get a thread.
	 */
	enum Rank {

		WRITE, WATCH, OTHER

	}

	/**
	 * A call that can take precedence over other calls that wait for a thread.
	 */
	interface Ranked extends Runnable {

		Rank rank();

	}

	private static final Comparator<Runnable> ORDER = Comparator.comparing((Runnable call) -> ((Call) call).rank)
		.thenComparingLong((call) -> ((Call) call).number);

	static final int FEW = 5;

	/**
	 * The maximum number of hanging calls that each add a second thread, so that the pool
	 * catches up when many locks begin to hang. If each hanging call added two threads,
	 * the pool would grow without limit while the server is slow for all calls, and more
	 * threads would make the server even slower.
	 */
	static final int AHEAD = 2 * FEW;

	/** The maximum size of the pool while no call hangs. */
	static final int MOST = 4 * FEW;

	/** A call that takes longer than this counts as hanging. */
	static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);

	/**
	 * A write that waits for a thread for longer than this adds a thread at each check of
	 * the calls. The limit must not be lower: when hundreds of elections start together,
	 * their claims wait almost this long, but only once.
	 */
	static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

	/**
	 * If a check of the calls is late by more than this, the process is considered short
	 * of CPU time, and no threads are added. In that case, calls take a long time even
	 * though no lock hangs, and more threads would only make them slower.
	 */
	private static final long LATE = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * How long up to {@link #MOST} threads are kept after additional threads were last
	 * needed, since a server that was slow is likely to be slow again soon.
	 */
	static final long CALM = TimeUnit.SECONDS.toNanos(10);

	private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(50);

	private final ThreadPoolExecutor pool;

	private final Set<Call> running = ConcurrentHashMap.newKeySet();

	private final LongSupplier nanoTime;

	private final ScheduledExecutorService timer;

	private final AtomicLong calls = new AtomicLong();

	private final AtomicBoolean checking = new AtomicBoolean();

	/** When additional threads were last needed. Confined to the timer's thread. */
	private long lastNeeded;

	/**
	 * Whether no call has returned yet. Unless the first call hangs, it runs alone, since
	 * it loads the classes that all calls need and opens a connection.
	 */
	private final AtomicBoolean first = new AtomicBoolean(true);

	/**
	 * Creates a pool without threads.
	 * @param nanoTime the monotonic clock
	 * @param timer runs the checks of the calls; the checks do not block
	 */
	CallThreads(ThreadFactory threads, LongSupplier nanoTime, ScheduledExecutorService timer) {
		this.nanoTime = nanoTime;
		this.pool = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new PriorityBlockingQueue<>(FEW, ORDER),
				threads);
		this.pool.allowCoreThreadTimeOut(true);
		this.timer = timer;
	}

	@Override
	public void execute(Runnable body) {
		Call call = new Call(body);
		try {
			this.pool.execute(call);
		}
		catch (RejectedExecutionException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// No new thread can be created right now, but any existing thread can make
			// the call.
			if (this.pool.getPoolSize() == 0 || !this.pool.getQueue().offer(call)) {
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
				long due = this.nanoTime.getAsLong() + PERIOD;
				this.timer.schedule(() -> check(due), PERIOD, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				this.checking.set(false);
			}
		}
	}

	private void check(long due) {
		this.checking.set(false);
		try {
			long now = this.nanoTime.getAsLong();
			int size = this.pool.getCorePoolSize();
			int hanging = hanging(now);
			int needed = needed(now, size, hanging);
			if (needed > 0) {
				this.lastNeeded = now;
			}
			if (needed > size && now - due <= LATE) {
				resize(needed);
			}
			int enough = (now - this.lastNeeded > CALM) ? FEW : MOST;
			if (hanging == 0 && size > enough) {
				resize(enough);
			}
		}
		finally {
			if (!this.pool.getQueue().isEmpty() || this.pool.getCorePoolSize() > FEW) {
				checkSoon();
			}
		}
	}

	private void returned() {
		if (this.first.compareAndSet(true, false) && this.pool.getCorePoolSize() < FEW) {
			resize(FEW);
		}
	}

	/**
	 * Returns how many threads the calls in progress and the waiting calls need, or 0 if
	 * the usual number is enough.
	 */
	private int needed(long now, int size, int hanging) {
		int forHanging = (hanging > 0 && !this.pool.getQueue().isEmpty()) ? FEW + hanging + Math.min(hanging, AHEAD)
				: 0;
		int forWrites = hasWriteWaitedTooLong(now) ? Math.min(Math.max(size, FEW) + 1, MOST) : 0;
		return Math.max(forHanging, forWrites);
	}

	private boolean hasWriteWaitedTooLong(long now) {
		return this.pool.getQueue().peek() instanceof Call call && call.rank == Rank.WRITE
				&& now - call.created > LONGEST_WAIT;
	}

	private int hanging(long now) {
		return (int) this.running.stream().filter((call) -> now - call.since > PATIENCE).count();
	}

	private synchronized void resize(int threads) {
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

	private final class Call implements Runnable {

		private final Runnable body;

		private final Rank rank;

		private final long created = CallThreads.this.nanoTime.getAsLong();

		private final long number = CallThreads.this.calls.incrementAndGet();

		private volatile long since;

		private Call(Runnable body) {
			this.body = body;
			this.rank = (body instanceof Ranked call) ? call.rank() : Rank.OTHER;
		}

		@Override
		public void run() {
			this.since = CallThreads.this.nanoTime.getAsLong();
			CallThreads.this.running.add(this);
			try {
				this.body.run();
			}
			finally {
				CallThreads.this.running.remove(this);
				CallThreads.this.returned();
			}
		}

	}

}
