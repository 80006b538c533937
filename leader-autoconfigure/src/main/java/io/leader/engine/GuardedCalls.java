package io.leader.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;

/**
 * A term and its guarded calls, which can outlast it.
 * <p>
 * A call is counted before it checks the authority, and the authority ends before the
 * engine checks the count. Therefore, the drain waits for every call that starts.
 */
final class GuardedCalls {

	/** A guarded call of this term. */
	final class Call implements LeaseBoundCall {

		private volatile int closed;

		/** Whether an action was ever registered. */
		private volatile boolean revocable;

		@Override
		public void onRevoked(Runnable action) {
			Objects.requireNonNull(action, "The action must not be null.");
			this.revocable = true;
			GuardedCalls.this.actions.put(this, action);
			Consumer<Runnable> later = GuardedCalls.this.later;
			if (later != null) {
				revokeOrRetry(later);
			}
			if (isClosed()) {
				GuardedCalls.this.actions.remove(this);
			}
		}

		long fencingToken() {
			return GuardedCalls.this.fencingToken;
		}

		private boolean isClosed() {
			return this.closed != 0;
		}

		/**
		 * Runs an action that was registered after the end of the term. If no thread is
		 * available, schedules a retry, since the retries that {@link #end} schedules may
		 * have stopped: they stop when no action is left.
		 */
		private void revokeOrRetry(Consumer<Runnable> later) {
			revoke();
			if (GuardedCalls.this.actions.containsKey(this)) {
				later.accept(() -> revokeOrRetry(later));
			}
		}

		private void revoke() {
			Runnable revocation = GuardedCalls.this.actions.remove(this);
			if (revocation == null) {
				return;
			}
			try {
				GuardedCalls.this.executor.execute(() -> run(revocation));
				GuardedCalls.this.statistics.guarded(GuardedCallOutcome.INTERRUPTED);
			}
			catch (Throwable ex) {
				// No thread is available right now. The action is put back for the next
				// attempt, unless another one has been registered in the meantime.
				GuardedCalls.this.actions.putIfAbsent(this, revocation);
				if (isClosed()) {
					GuardedCalls.this.actions.remove(this);
				}
			}
		}

		@Override
		public void endWithLease() {
			closeWithLease(this);
		}

		/**
		 * Arranges for a call to be closed once this call's term has ended and the lease
		 * of that term has expired.
		 * @param whole this call, or a call that includes it
		 */
		void closeWithLease(GuardedCall whole) {
			GuardedCalls.this.leaseBound.add(whole);
			if (GuardedCalls.this.leaseOver) {
				closeLeaseBound();
			}
		}

		private static void run(Runnable revocation) {
			try {
				revocation.run();
			}
			catch (Throwable ex) {
				LoggerFactory.getLogger(LeaderElection.class)
					.debug("A revocation callback of a guarded call failed", ex);
			}
		}

		@Override
		public void close() {
			if (CLOSED.compareAndSet(this, 0, 1)) {
				// Most calls have no action, and removing one takes longer than the rest
				// of this method. If an action is registered later, onRevoked removes it.
				if (this.revocable) {
					GuardedCalls.this.actions.remove(this);
				}
				exit();
			}
		}

	}

	private static final AtomicIntegerFieldUpdater<Call> CLOSED = AtomicIntegerFieldUpdater.newUpdater(Call.class,
			"closed");

	private final long term;

	private final long fencingToken;

	private final Runnable onIdle;

	private final Executor executor;

	private final ElectionCounters statistics;

	private final AtomicInteger running = new AtomicInteger();

	/** The actions of open calls. An action is removed before it runs. */
	private final Map<Call, Runnable> actions = new ConcurrentHashMap<>();

	private final Queue<GuardedCall> leaseBound = new ConcurrentLinkedQueue<>();

	/** Whether a call that is to end with the lease is closed immediately. */
	private volatile boolean leaseOver;

	/** Whether the application may act as leader while the authority is valid. */
	private volatile boolean open;

	/** Runs a task a moment later. Set when the term ends. */
	private volatile @Nullable Consumer<Runnable> later;

	/**
	 * Creates a term that is not open yet.
	 * @param term the number of the term
	 * @param fencingToken its fencing token
	 * @param onIdle runs when the last guarded call finishes after the end of the term,
	 * possibly more than once
	 * @param executor notifies guarded calls of the end of the term
	 * @param statistics counts the calls that are notified
	 */
	GuardedCalls(long term, long fencingToken, Runnable onIdle, Executor executor, ElectionCounters statistics) {
		this.term = term;
		this.fencingToken = fencingToken;
		this.onIdle = onIdle;
		this.executor = executor;
		this.statistics = statistics;
	}

	long term() {
		return this.term;
	}

	long fencingToken() {
		return this.fencingToken;
	}

	/**
	 * Allows guarded calls to start.
	 * @return this object
	 */
	GuardedCalls open() {
		this.open = true;
		return this;
	}

	boolean isOpen() {
		return this.open;
	}

	Call enter() {
		Call call = new Call();
		this.running.incrementAndGet();
		return call;
	}

	private void exit() {
		if (this.running.decrementAndGet() == 0 && this.later != null) {
			this.onIdle.run();
		}
	}

	/**
	 * Marks the term as ended, and notifies the calls in progress that have registered an
	 * action. From now on, the idle callback runs when the last call finishes.
	 * @param later runs a task a moment later; used to notify calls for which no thread
	 * is available now
	 */
	void end(Consumer<Runnable> later) {
		this.later = later;
		revokeRunning(later);
	}

	private void revokeRunning(Consumer<Runnable> later) {
		// Iterate over a copy: a call that cannot be notified is put back into the map,
		// where an iteration over the map itself could find it again and again.
		List.copyOf(this.actions.keySet()).forEach(Call::revoke);
		if (!this.actions.isEmpty()) {
			later.accept(() -> revokeRunning(later));
		}
	}

	/**
	 * Closes the calls that are to end with the lease, including any that are added
	 * later. Called when the lease of the ended term has expired or, if the lock does not
	 * expire, when the lock has been lost. If there is no lock, called at the end of the
	 * term.
	 */
	void closeLeaseBound() {
		this.leaseOver = true;
		GuardedCall call = this.leaseBound.poll();
		while (call != null) {
			call.close();
			call = this.leaseBound.poll();
		}
	}

	int running() {
		return this.running.get();
	}

}
