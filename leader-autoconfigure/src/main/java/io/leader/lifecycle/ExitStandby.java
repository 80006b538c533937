package io.leader.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.RemainingTime;
import io.leader.engine.ElectionClock;

/**
 * Stands by during one term to end the process. Uses three daemon threads that are
 * created in advance, since threads might not be available when they are needed. One
 * detects the end of the authority, even without a notification, and halts the process if
 * it does not exit in time. Another one exits the process, and the third writes to the
 * log, which can block or fail. If the application stops by itself, the threads end.
 */
final class ExitStandby {

	private enum State {

		WAITING, ENDING, DISMISSED

	}

	private static final Logger logger = LoggerFactory.getLogger(ExitStandby.class);

	/**
	 * The interval, in nanoseconds, at which the authority and the remaining time are
	 * checked.
	 */
	private static final long CHECK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);

	private final LeaderElection election;

	private final Duration longest;

	private final ProcessEnd process;

	private final ElectionClock clock;

	private final ThreadFactory threads;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private final CompletableFuture<Void> decided = new CompletableFuture<>();

	private boolean prepared;

	private volatile long nanosAtEnd;

	private volatile long millisAtEnd;

	private volatile long nanosLeft;

	ExitStandby(LeaderElection election, Duration longest, ProcessEnd process, ElectionClock clock,
			ThreadFactory threads) {
		this.election = election;
		this.longest = longest;
		this.process = process;
		this.clock = clock;
		this.threads = threads;
	}

	/**
	 * Creates the threads if they do not exist yet.
	 * @return {@code true} if the threads exist now
	 */
	synchronized boolean prepare() {
		if (!this.prepared) {
			CompletableFuture<Boolean> complete = new CompletableFuture<>();
			try {
				start("leader-exit-watch", complete, this::watch);
				start("leader-exit", complete, this::exit);
				start("leader-exit-log", complete, this::writeLog);
				this.prepared = true;
			}
			catch (Throwable ex) {
				// No thread can be created right now; another attempt follows at the end
				// of the term.
				this.prepared = false;
			}
			complete.complete(this.prepared);
		}
		return this.prepared;
	}

	private void start(String name, CompletableFuture<Boolean> complete, Runnable work) {
		Thread thread = this.threads.newThread(() -> {
			if (complete.join()) {
				work.run();
			}
		});
		thread.setName(name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Ends the standby without ending the process, unless the process is already being
	 * ended. Called when the application stops by itself.
	 */
	void dismiss() {
		if (this.state.compareAndSet(State.WAITING, State.DISMISSED)) {
			this.decided.complete(null);
		}
	}

	/**
	 * Begins to end the process, unless the process is already being ended or the
	 * application stops by itself. Called when the term has ended.
	 */
	void end() {
		RemainingTime lease = this.election.leaseRemaining();
		if (!this.state.compareAndSet(State.WAITING, State.ENDING)) {
			return;
		}
		this.nanosLeft = lease.atMost(this.longest).toNanos();
		this.nanosAtEnd = this.clock.nanoTime();
		this.millisAtEnd = this.clock.currentTimeMillis();
		boolean ready = prepare();
		this.decided.complete(null);
		if (!ready) {
			// There is no thread that could run and watch an orderly exit.
			this.process.halt(ExitOnRevoked.EXIT_CODE);
		}
	}

	private void watch() {
		while (!this.decided.isDone()) {
			if (!this.election.isLeader()) {
				end();
			}
			LockSupport.parkNanos(CHECK_INTERVAL);
		}
		if (this.state.get() == State.DISMISSED) {
			return;
		}
		long left = left();
		while (left > 0) {
			LockSupport.parkNanos(Math.min(left, CHECK_INTERVAL));
			left = left();
		}
		this.process.halt(ExitOnRevoked.EXIT_CODE);
	}

	/**
	 * Returns how long the exit may still take, in nanoseconds, based on the clock that
	 * has advanced further.
	 */
	private long left() {
		long elapsed = Math.max(this.clock.nanoTime() - this.nanosAtEnd,
				TimeUnit.MILLISECONDS.toNanos(this.clock.currentTimeMillis() - this.millisAtEnd));
		return this.nanosLeft - elapsed;
	}

	private void exit() {
		this.decided.join();
		if (this.state.get() == State.ENDING) {
			this.process.exit(ExitOnRevoked.EXIT_CODE);
		}
	}

	private void writeLog() {
		this.decided.join();
		if (this.state.get() != State.ENDING) {
			return;
		}
		try {
			logger.warn(
					"Election '{}': this process no longer leads and exits with code {} (leader.shutdown.on-revocation or leader.startup.wait-for-leadership)",
					this.election.name(), ExitOnRevoked.EXIT_CODE);
		}
		catch (Throwable ex) {
			// There is no other place to report this failure, and the process ends
			// anyway.
		}
	}

}
