package io.leader.engine;

import java.util.SplittableRandom;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.lock.InstanceMark;

/**
 * Hands in-memory locks from one candidate to another, once per JVM. This loads and links
 * the code for a handover before it is needed, since a handover in production is usually
 * the first one of its process. Sends no requests, logs nothing by default, does not
 * affect the application's elections, and uses a short-lived thread, which is busy for
 * about ten milliseconds.
 */
public final class Rehearsal {

	private static final Logger logger = LoggerFactory.getLogger(Rehearsal.class);

	/**
	 * The delay before the rehearsal, in milliseconds. By then, the application's
	 * candidates have usually read their locks and claimed those that are free.
	 */
	private static final long DELAY = 1500;

	private static final long LONGEST = 10_000;

	private static final int ROUNDS = 10;

	private static final AtomicBoolean scheduled = new AtomicBoolean();

	private final ScheduledThreadPoolExecutor thread;

	private final ElectionRuntime runtime;

	private int round;

	Rehearsal() {
		this.thread = new ScheduledThreadPoolExecutor(1, Rehearsal::thread);
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.thread.setRemoveOnCancelPolicy(true);
		this.runtime = new ElectionRuntime(ElectionClock.system(), this.thread, this.thread, this.thread, (line) -> {
		}, () -> new SplittableRandom(1), (check) -> () -> {
		});
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "leader-rehearsal");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Schedules a rehearsal, unless one has already been scheduled in this JVM. Does not
	 * block.
	 */
	public static void soon() {
		if (scheduled.compareAndSet(false, true)) {
			try {
				new Rehearsal().start(DELAY);
			}
			catch (Throwable ex) {
				logger.debug("The rehearsal cannot be scheduled", ex);
			}
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	void start(long delay) {
		this.thread.schedule(this::next, delay, TimeUnit.MILLISECONDS);
		this.thread.schedule(this.thread::shutdownNow, delay + LONGEST, TimeUnit.MILLISECONDS);
	}

	boolean awaitEnd(long millis) throws InterruptedException {
		return this.thread.awaitTermination(millis, TimeUnit.MILLISECONDS);
	}

	int rounds() {
		return this.round;
	}

	private void next() {
		if (this.round == ROUNDS) {
			this.thread.shutdownNow();
			return;
		}
		this.round++;
		RehearsalLock lock = new RehearsalLock();
		ElectionEngine follower = new ElectionEngine(this.runtime);
		ElectionEngine leader = new ElectionEngine(this.runtime);
		follower.add(settings("follower"), lock).addListener(new Part(follower, null));
		leader.add(settings("leader"), lock).addListener(new Part(leader, follower));
		leader.start();
	}

	private static ElectionSettings settings(String identity) {
		return ElectionSettings.named("rehearsal")
			.identity(() -> identity)
			.mark(() -> InstanceMark.ofThisStart(null))
			.build();
	}

	/**
	 * Starts the next candidate once its own candidate leads, and stops its own candidate
	 * once the next one has observed it as leader. If there is no next candidate, stops
	 * its own candidate immediately, after which the next round begins.
	 */
	private final class Part implements LeaderElectionListener {

		private final ElectionEngine engine;

		private final @Nullable ElectionEngine next;

		private Part(ElectionEngine engine, @Nullable ElectionEngine next) {
			this.engine = engine;
			this.next = next;
		}

		@Override
		public void onGranted(LeaderElection election, long fencingToken) {
			try (GuardedCall call = election.enter()) {
				logger.trace("{} leads: {}", election, call);
			}
			if (this.next == null) {
				stop(Rehearsal.this::next);
				return;
			}
			LeaderElection follower = this.next.iterator().next();
			follower.addListener(new LeaderElectionListener() {

				@Override
				public void onOtherLeader(LeaderElection other, String leader) {
					if (leader.equals(election.identity())) {
						stop(() -> {
						});
					}
				}

			});
			this.next.start();
		}

		@SuppressWarnings("FutureReturnValueIgnored")
		private void stop(Runnable then) {
			this.engine.stop().thenRunAsync(then, Rehearsal.this.thread);
		}

	}

}
