package io.leader.lifecycle;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * Keeps an application from starting before it leads: until then there is no web server,
 * no scheduler, no message listener and no runner.
 * <p>
 * While it waits, its thread is in the state {@link Thread.State#WAITING}, which a
 * context that is closed meanwhile takes for a reason to interrupt it: so an application
 * that is told to stop while it waits stops at once.
 */
public final class StartupGate {

	/**
	 * The lowest: whatever else has a life cycle starts after this process leads, and has
	 * stopped before it lets another lead.
	 */
	public static final int PHASE = Integer.MIN_VALUE;

	private static final Logger logger = LoggerFactory.getLogger(StartupGate.class);

	private final Supplier<LeaderElection> election;

	private final Runnable beforeWaiting;

	private final Semaphore news = new Semaphore(0);

	private volatile boolean abandoned;

	/**
	 * Creates a gate.
	 * @param election gives the election to lead
	 * @param beforeWaiting what is to start before, all the same
	 */
	public StartupGate(Supplier<LeaderElection> election, Runnable beforeWaiting) {
		this.election = election;
		this.beforeWaiting = beforeWaiting;
	}

	LeaderElection election() {
		return this.election.get();
	}

	/**
	 * Returns when this process leads and the listeners have been told so.
	 * @param stand makes this process a candidate
	 * @throws AbandonedStartupException if the application is stopped meanwhile
	 */
	void pass(Runnable stand) {
		LeaderElection awaited = this.election.get();
		this.abandoned = false;
		this.news.drainPermits();
		long begun = System.nanoTime();
		LeaderElectionListener opener = new Opener();
		awaited.addListener(opener);
		try {
			logger.info("Election '{}': the application goes on starting when it leads", awaited.name());
			this.beforeWaiting.run();
			stand.run();
			do {
				this.news.acquire();
				if (this.abandoned) {
					throw abandoned(awaited);
				}
			}
			while (!awaited.isLeader());
			logger.info("Election '{}': leading after {} s, the application goes on starting", awaited.name(),
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
		// Now, since a process that shuts down may not get to report it.
		logger.info(ex.getMessage());
		return ex;
	}

	/**
	 * Makes whoever waits give up. From any thread.
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
