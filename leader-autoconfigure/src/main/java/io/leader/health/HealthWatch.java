package io.leader.health;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;

/**
 * Makes a leader yield when its application has been unhealthy for the grace period, and
 * keeps a candidate from campaigning while the application is unhealthy. {@link #check()}
 * must be called once per period by one thread; the health check itself runs on another
 * thread. If a check takes longer than the grace period or five seconds, whichever is
 * longer, the application counts as unhealthy.
 */
public final class HealthWatch {

	private static final Logger logger = LoggerFactory.getLogger(HealthWatch.class);

	private static final Duration LONGEST_CHECK = Duration.ofSeconds(5);

	/**
	 * One run of the check.
	 */
	private static final class Check {

		private final long started;

		private volatile @Nullable Boolean healthy;

		Check(long started) {
			this.started = started;
		}

	}

	private final LeaderElection election;

	private final String condition;

	private final BooleanSupplier healthy;

	private final Duration grace;

	private final Duration absence;

	/**
	 * How long a check may take, in nanoseconds, before the application counts as
	 * unhealthy. Until then, the previous result applies.
	 */
	private final long timeout;

	private final LongSupplier nanoTime;

	private final Executor checks;

	private @Nullable Check lastCheck;

	/** The start of the current unhealthy period, or {@code null} while healthy. */
	private @Nullable Long unhealthySince;

	private boolean stayingOut;

	/**
	 * Creates a watch.
	 * @param election the election whose candidate has to yield
	 * @param condition the name of the condition, for the log
	 * @param healthy checks whether the application is healthy
	 * @param grace how long a leader may be continuously unhealthy before it yields; a
	 * follower stops campaigning as soon as it is unhealthy
	 * @param period how often {@link #check()} is called
	 * @param nanoTime the monotonic clock
	 * @param checks runs {@code healthy}
	 */
	public HealthWatch(LeaderElection election, String condition, BooleanSupplier healthy, Duration grace,
			Duration period, LongSupplier nanoTime, Executor checks) {
		this.election = election;
		this.condition = condition;
		this.healthy = healthy;
		this.grace = grace;
		this.absence = period.multipliedBy(3);
		this.timeout = ((grace.compareTo(LONGEST_CHECK) > 0) ? grace : LONGEST_CHECK).toNanos();
		this.nanoTime = nanoTime;
		this.checks = checks;
	}

	/**
	 * Processes the result of the last check. Starts the next check, unless the last one
	 * is still running.
	 */
	public void check() {
		long now = this.nanoTime.getAsLong();
		Check last = this.lastCheck;
		Boolean result = (last != null) ? last.healthy : null;
		try {
			act(last, result, now);
		}
		finally {
			if (last == null || result != null) {
				begin(new Check(now));
			}
		}
	}

	private void act(@Nullable Check last, @Nullable Boolean result, long now) {
		if (result != null && result) {
			recovered();
		}
		else if (last != null && this.unhealthySince == null
				&& (result != null || now - last.started >= this.timeout)) {
			this.unhealthySince = last.started;
		}
		Long since = this.unhealthySince;
		if (since != null) {
			handleUnhealthy(Duration.ofNanos(now - since));
		}
	}

	private void recovered() {
		this.unhealthySince = null;
		if (this.stayingOut) {
			this.stayingOut = false;
			logSafely(() -> logger.info("Election '{}': this replica is healthy again ({})", this.election.name(),
					this.condition));
		}
	}

	private void handleUnhealthy(Duration lasting) {
		if (this.election.isLeader() && lasting.compareTo(this.grace) < 0) {
			return;
		}
		// Request a short absence repeatedly while the condition lasts, so that a
		// candidate does not stay out forever if the thread of its watch dies.
		boolean led = this.election.yieldLeadership(this.absence);
		if (!this.stayingOut) {
			this.stayingOut = true;
			logSafely(() -> logger.warn("Election '{}': this replica is unhealthy ({}) and {} until it is healthy",
					this.election.name(), this.condition, led ? "yields; it does not campaign" : "does not campaign"));
		}
	}

	private void begin(Check next) {
		this.lastCheck = next;
		try {
			this.checks.execute(() -> {
				try {
					next.healthy = this.healthy.getAsBoolean();
				}
				catch (Throwable ex) {
					next.healthy = false;
					logSafely(() -> logger.debug("Election '{}': the health check failed ({})", this.election.name(),
							this.condition, ex));
				}
			});
		}
		catch (Throwable ex) {
			next.healthy = false;
			logSafely(() -> logger.debug("Election '{}': the health check could not be started ({})",
					this.election.name(), this.condition, ex));
		}
	}

	/**
	 * Logs a line. If logging fails, only the line is lost.
	 */
	private static void logSafely(Runnable line) {
		try {
			line.run();
		}
		catch (Throwable ex) {
			// A logging failure must not prevent the next check.
		}
	}

}
