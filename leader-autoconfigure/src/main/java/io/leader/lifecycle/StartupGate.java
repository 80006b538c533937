package io.leader.lifecycle;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * Keeps an application from starting before it leads. While the application waits, no web
 * server, scheduler, message listener, or runner is started, except that a separate
 * management server can be started.
 * <p>
 * The thread that waits is in the state {@link Thread.State#WAITING}, in which Spring
 * interrupts it when the context is closed. Therefore, an application that is stopped
 * while it waits stops immediately.
 */
public final class StartupGate {

	/**
	 * The lowest phase, so that the rest of the application starts only once this process
	 * leads, and stops before this process releases the lock.
	 */
	public static final int PHASE = Integer.MIN_VALUE;

	private static final Logger logger = LoggerFactory.getLogger(StartupGate.class);

	private final Supplier<LeaderElection> election;

	private final Runnable beforeWaiting;

	private final Semaphore news = new Semaphore(0);

	private volatile boolean abandoned;

	/**
	 * Creates a gate.
	 * @param election supplies the election to lead
	 * @param beforeWaiting starts everything that must run even while waiting
	 */
	public StartupGate(Supplier<LeaderElection> election, Runnable beforeWaiting) {
		this.election = election;
		this.beforeWaiting = beforeWaiting;
	}

	LeaderElection election() {
		return this.election.get();
	}

	/**
	 * Waits until this process leads and the listeners that were added earlier have
	 * returned from the notification.
	 * @param campaign makes this process a candidate
	 * @throws AbandonedStartupException if the application is stopped or this thread is
	 * interrupted in the meantime
	 */
	void pass(Runnable campaign) {
		LeaderElection awaited = this.election.get();
		this.abandoned = false;
		this.news.drainPermits();
		long begun = System.nanoTime();
		LeaderElectionListener opener = new Opener();
		awaited.addListener(opener);
		try {
			logger.info("Election '{}': the application startup waits until this replica leads", awaited.name());
			this.beforeWaiting.run();
			campaign.run();
			do {
				this.news.acquire();
				if (this.abandoned) {
					throw abandoned(awaited);
				}
			}
			while (!awaited.isLeader());
			logger.info("Election '{}': leading after {} s; the application startup continues", awaited.name(),
					Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0);
		}
		catch (InterruptedException ex) {
			throw abandoned(awaited);
		}
		finally {
			awaited.removeListener(opener);
		}
	}

	private static AbandonedStartupException abandoned(LeaderElection awaited) {
		AbandonedStartupException ex = new AbandonedStartupException(awaited.name());
		// Log the exception now, since a process that shuts down might not report it.
		logger.info(ex.getMessage());
		return ex;
	}

	/**
	 * Makes the waiting thread give up, if there is one. May be called from any thread.
	 */
	void abandon() {
		this.abandoned = true;
		this.news.release();
	}

	private final class Opener implements LeaderElectionListener {

		@Override
		public void onGranted(LeaderElection granted, long fencingToken) {
			StartupGate.this.news.release();
		}

		@Override
		public void onOtherLeader(LeaderElection seen, String leader) {
			logger.info("Election '{}': found existing lock, leader={}; waiting", seen.name(), leader);
		}

	}

}
