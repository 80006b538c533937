package io.leader.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Makes this process a candidate in many elections, a limited number at a time. Each
 * candidate begins by reading its lock, and claims it if it is free. If a thousand
 * candidates started at once, the last calls would time out while waiting for a thread.
 * Locks that hang delay the others only briefly. Thread-safe.
 */
final class StartThrottle {

	/** The number of elections that may be starting at the same time. */
	static final int MAX_STARTING = 50;

	/**
	 * If no election has finished starting for this long, the locks of the elections that
	 * were started at least this long ago are considered to hang.
	 */
	private static final long STALL_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(500);

	/** An election that takes longer than this to start no longer delays the others. */
	private static final long LONGEST_START = TimeUnit.SECONDS.toNanos(2);

	private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(5);

	private final ElectionRuntime runtime;

	private final Set<ManagedElection> waiting = new LinkedHashSet<>();

	/** The elections that are starting, and when each one was started. */
	private final Map<ManagedElection, Long> starting = new HashMap<>();

	/** When an election was last found to have finished starting. */
	private long progress;

	private boolean checking;

	StartThrottle(ElectionRuntime runtime) {
		this.runtime = runtime;
		this.progress = runtime.clock().nanoTime() - STALL_TIMEOUT;
	}

	/**
	 * Starts elections, immediately if there are few and otherwise soon. Does not block.
	 */
	synchronized void start(Collection<ManagedElection> elections) {
		this.waiting.addAll(elections);
		proceed();
	}

	/**
	 * Removes an election. If it has not been started yet, it will not be started.
	 */
	synchronized void withdraw(ManagedElection election) {
		this.waiting.remove(election);
		this.starting.remove(election);
	}

	/**
	 * Removes all elections. Those that have not been started yet will not be started.
	 */
	synchronized void withdrawAll() {
		this.waiting.clear();
		this.starting.clear();
	}

	private void proceed() {
		long now = this.runtime.clock().nanoTime();
		if (this.starting.keySet().removeIf(ManagedElection::hasStarted)) {
			this.progress = now;
		}
		this.starting.values().removeIf((since) -> hangs(since, now));
		try {
			Iterator<ManagedElection> next = this.waiting.iterator();
			while (next.hasNext() && this.starting.size() < MAX_STARTING) {
				ManagedElection election = next.next();
				next.remove();
				start(election, now);
			}
		}
		finally {
			if (!this.waiting.isEmpty()) {
				checkSoon();
			}
		}
	}

	/**
	 * Starts an election. If this fails, puts the election at the end of those that are
	 * waiting.
	 */
	private void start(ManagedElection election, long now) {
		boolean started = false;
		try {
			election.start();
			this.starting.put(election, now);
			started = true;
		}
		finally {
			if (!started) {
				this.waiting.add(election);
			}
		}
	}

	private boolean hangs(long since, long now) {
		return now - since >= ((now - this.progress < STALL_TIMEOUT) ? LONGEST_START : STALL_TIMEOUT);
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void checkSoon() {
		if (this.checking) {
			return;
		}
		try {
			this.runtime.engine().schedule(this::check, PERIOD, TimeUnit.NANOSECONDS);
			this.checking = true;
		}
		catch (RejectedExecutionException ex) {
			// The engine is closed, so nothing starts anymore.
			this.waiting.clear();
		}
	}

	private synchronized void check() {
		this.checking = false;
		proceed();
	}

}
