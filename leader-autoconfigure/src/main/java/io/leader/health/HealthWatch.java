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
 * Makes a candidate yield when its application is unwell, and keeps it from standing
 * until it is well again. {@link #look()} is to be called once a period by one thread;
 * the check runs elsewhere. One that hangs for longer than the grace, and than five
 * seconds, counts as unwell.
 */
public final class HealthWatch {

	private static final Logger logger = LoggerFactory.getLogger(HealthWatch.class);

	private static final Duration LONGEST_CHECK = Duration.ofSeconds(5);

	/**
	 * One run of the check.
	 */
	private static final class Check {

		private final long begun;

		private volatile @Nullable Boolean well;

		Check(long begun) {
			this.begun = begun;
		}

	}

	private final LeaderElection election;

	private final String condition;

	private final BooleanSupplier well;

	private final Duration grace;

	private final Duration absence;

	/** How long a check may take, in nanoseconds: until then the last result counts. */
	private final long patience;

	private final LongSupplier nanoTime;

	private final Executor checks;

	private @Nullable Check check;

	/** When the present spell of being unwell began. */
	private @Nullable Long unwellSince;

	private boolean out;

	/**
	 * Creates a watch.
	 * @param election whose candidate is to yield
	 * @param condition what is watched, for the log
	 * @param well asks whether the application is well
	 * @param grace how long a leader may be unwell without a break before it yields; a
	 * follower does not stand as soon as it is unwell
	 * @param period how often {@link #look()} is called
	 * @param nanoTime the monotonic clock
	 * @param checks where {@code well} is asked
	 */
	public HealthWatch(LeaderElection election, String condition, BooleanSupplier well, Duration grace, Duration period,
			LongSupplier nanoTime, Executor checks) {
		this.election = election;
		this.condition = condition;
		this.well = well;
		this.grace = grace;
		this.absence = period.multipliedBy(3);
		this.patience = ((grace.compareTo(LONGEST_CHECK) > 0) ? grace : LONGEST_CHECK).toNanos();
		this.nanoTime = nanoTime;
		this.checks = checks;
	}

	/**
	 * Takes the result of the last check, acts on it, and begins the next one.
	 */
	public void look() {
		long now = this.nanoTime.getAsLong();
		Check last = this.check;
		Boolean result = (last != null) ? last.well : null;
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
		else if (last != null && this.unwellSince == null && (result != null || now - last.begun >= this.patience)) {
			this.unwellSince = last.begun;
		}
		Long since = this.unwellSince;
		if (since != null) {
			unwell(Duration.ofNanos(now - since));
		}
	}

	private void recovered() {
		this.unwellSince = null;
		if (this.out) {
			this.out = false;
			say(() -> logger.info("Election '{}': this replica is well again ({})", this.election.name(),
					this.condition));
		}
	}

	private void unwell(Duration lasting) {
		if (this.election.isLeader() && lasting.compareTo(this.grace) < 0) {
			return;
		}
		// Said again and again while it lasts: so a watch that ends with its thread keeps
		// nobody out.
		boolean led = this.election.yieldLeadership(this.absence);
		if (!this.out) {
			this.out = true;
			say(() -> logger.warn("Election '{}': this replica is unwell ({}) and {} until it is well",
					this.election.name(), this.condition, led ? "yields; it does not stand" : "does not stand"));
		}
	}

	private void begin(Check next) {
		this.check = next;
		try {
			this.checks.execute(() -> {
				try {
					next.well = this.well.getAsBoolean();
				}
				catch (Throwable ex) {
					next.well = false;
					say(() -> logger.debug("Election '{}': the check failed ({})", this.election.name(), this.condition,
							ex));
				}
			});
		}
		catch (Throwable ex) {
			next.well = false;
			say(() -> logger.debug("Election '{}': no thread for the check ({})", this.election.name(), this.condition,
					ex));
		}
	}

	/**
	 * Logs, and loses the line rather than the result if that fails.
	 */
	private static void say(Runnable line) {
		try {
			line.run();
		}
		catch (Throwable ex) {
			// The next look matters more than the log.
		}
	}

}
