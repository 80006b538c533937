package io.leader.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Failure;

/**
 * Makes blocking calls to a lock on other threads, and delivers exactly one outcome per
 * call on the engine's thread, unless the engine is closed. A call whose timeout expires
 * fails, and any later result is disposed of. A lock that ignores timeouts occupies only
 * a few threads: further calls wait for at most their timeout or, if they would then be
 * outdated, fail at once. While too many calls have not returned, one call after another
 * is considered lost and not counted, so a long hang does not end an election.
 * <p>
 * A write that is waiting for a thread is replaced by the next write of this candidate,
 * in the same slot. Repeated attempts therefore do not make threads even scarcer.
 */
final class LockCalls {

	/**
	 * Receives the outcome of a call, on the engine's thread. Exactly one of the two
	 * arguments is not {@code null}. The supplier of a failure is called only when the
	 * failure is processed, and again if the processing fails.
	 *
	 * @param <T> the type of the result
	 */
	interface Callback<T> {

		void accept(@Nullable T result, @Nullable Supplier<Failure> failure);

	}

	private final EngineThread engine;

	private final Executor io;

	private final int limit;

	private final boolean queuesCalls;

	private final Deque<Call<?>> waiting = new ArrayDeque<>();

	private static final int MAX_DOUBLINGS = 6;

	private static final long LONGEST_WRITE_OFF = Duration.ofHours(1).toNanos();

	private final long lease;

	/** The slot of the last write, which may be waiting for a thread. */
	private @Nullable CallSlot slot;

	/** The number of submitted calls that have not returned, even if abandoned. */
	private int inProgress;

	/**
	 * The number of calls that are considered lost and therefore do not count toward the
	 * limit.
	 */
	private int lost;

	private boolean writingOff;

	/**
	 * Creates an instance for a candidate's writes. At most three writes, not counting
	 * lost ones, are in progress at a time, for example two whose results are awaited and
	 * one that was abandoned. A further write replaces the previous one if that one is
	 * still waiting for a thread, and otherwise fails immediately, since its base would
	 * be outdated after a wait.
	 */
	static LockCalls forWrites(EngineThread engine, Executor io, Duration lease) {
		return new LockCalls(engine, io, 3, false, lease);
	}

	/**
	 * Creates an instance for a candidate's reads and watches. At most four calls, not
	 * counting lost ones, are in progress at a time, for example two reads, the opening
	 * of a watch, and one that was abandoned. Any further call waits.
	 */
	static LockCalls forReads(EngineThread engine, Executor io, Duration lease) {
		return new LockCalls(engine, io, 4, true, lease);
	}

	private LockCalls(EngineThread engine, Executor io, int limit, boolean queuesCalls, Duration lease) {
		this.engine = engine;
		this.io = io;
		this.limit = limit;
		this.queuesCalls = queuesCalls;
		this.lease = Math.min(lease.toNanos(), LONGEST_WRITE_OFF);
	}

	/**
	 * Makes a call.
	 * @param what the name of the call, for failure messages
	 * @param rank its rank among the calls of all elections
	 * @param timeout how long to wait for the result, including the wait for a thread
	 * @param body the call
	 * @param callback receives the outcome
	 * @param late receives a result that is no longer awaited
	 */
	<T> void call(String what, CallThreads.Rank rank, Duration timeout, Callable<T> body, Callback<T> callback,
			Late<T> late) {
		new Call<>(what, rank, timeout, body, callback, late).start();
	}

	/**
	 * Receives a result that is no longer awaited, on the engine's thread or, if the
	 * engine is closed, on the thread that made the call.
	 *
	 * @param <T> the type of the result
	 */
	interface Late<T> {

		void dispose(T result);

	}

	private boolean hasThread() {
		return this.inProgress < this.limit + this.lost;
	}

	private void returned() {
		this.inProgress--;
		this.lost = Math.min(this.lost, this.inProgress);
		submitWaiting();
	}

	/**
	 * Submits the waiting calls. If the limit is reached, fails the writes that are still
	 * waiting and, if the limit is still reached after a while, considers one call lost.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void submitWaiting() {
		while (hasThread()) {
			Call<?> next = this.waiting.poll();
			if (next == null) {
				return;
			}
			if (!next.over) {
				next.submit();
			}
		}
		if (!this.queuesCalls) {
			this.waiting.forEach(Call::refuse);
			this.waiting.clear();
		}
		if (!this.writingOff) {
			this.engine.schedule(this::writeOff, this.lease << Math.min(this.lost, MAX_DOUBLINGS));
			this.writingOff = true;
		}
	}

	private void writeOff() {
		this.writingOff = false;
		if (!hasThread()) {
			this.lost++;
			submitWaiting();
		}
	}

	private final class Call<T> implements CallSlot.Occupant {

		private final String what;

		private final CallThreads.Rank rank;

		private final Duration timeout;

		private final Callable<T> body;

		private final Callback<T> callback;

		private final Late<T> late;

		private volatile boolean over;

		private @Nullable Future<?> timer;

		Call(String what, CallThreads.Rank rank, Duration timeout, Callable<T> body, Callback<T> callback,
				Late<T> late) {
			this.what = what;
			this.rank = rank;
			this.timeout = timeout;
			this.body = body;
			this.callback = callback;
			this.late = late;
		}

		void start() {
			this.timer = LockCalls.this.engine.schedule(() -> finish(null, this::timedOut), this.timeout.toNanos());
			if (LockCalls.this.slot != null && LockCalls.this.slot.replaceBy(this)) {
				return;
			}
			LockCalls.this.waiting.add(this);
			try {
				submitWaiting();
			}
			catch (Throwable ex) {
				// The next call, or the return of an earlier one, submits the waiting
				// calls again. Otherwise, this call fails when its timer fires.
			}
		}

		private void submit() {
			CallSlot slot = new CallSlot(this);
			if (!LockCalls.this.queuesCalls) {
				LockCalls.this.slot = slot;
			}
			LockCalls.this.inProgress++;
			try {
				LockCalls.this.io.execute(slot);
			}
			catch (Throwable ex) {
				if (slot.leave() != null) {
					deliver(null, () -> CallFailures
						.of(this.what + " failed because no thread was available: " + ex.getMessage()));
				}
			}
		}

		private void refuse() {
			LockCalls.this.engine.execute(() -> finish(null, this::tooMany));
		}

		@Override
		public void replaced() {
			LockCalls.this.engine.execute(() -> finish(null, this::notSent));
		}

		private Failure tooMany() {
			return CallFailures
				.of(this.what + " failed because " + LockCalls.this.limit + " earlier calls have not returned.");
		}

		private Failure timedOut() {
			return CallFailures.of(this.what + " timed out after " + ElectionTimings.text(this.timeout) + ".");
		}

		@Override
		public CallThreads.Rank rank() {
			return this.rank;
		}

		private Failure notSent() {
			return CallFailures.of(this.what + " failed because no thread was available before the next attempt.");
		}

		@Override
		public void makeCall() {
			if (this.over) {
				LockCalls.this.engine.execute(LockCalls.this::returned);
				return;
			}
			try {
				T result = Objects.requireNonNull(this.body.call(), "the lock returned null");
				deliver(result, null);
			}
			catch (Throwable ex) {
				deliver(null, () -> CallFailures.of(ex));
			}
		}

		private void deliver(@Nullable T result, @Nullable Supplier<Failure> failure) {
			if (!LockCalls.this.engine.execute(() -> {
				returned();
				finish(result, failure);
			})) {
				dispose(result);
			}
		}

		private void finish(@Nullable T result, @Nullable Supplier<Failure> failure) {
			if (this.over) {
				dispose(result);
				return;
			}
			this.over = true;
			if (this.timer != null) {
				this.timer.cancel(false);
			}
			this.callback.accept(result, failure);
		}

		private void dispose(@Nullable T result) {
			if (result != null) {
				this.late.dispose(result);
			}
		}

	}

}
