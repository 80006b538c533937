package io.leader.election;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.election.Problems.Aspect;

/**
 * The end of a term: revoke, drain, release, in this order (rule 4). The authority has
 * ended before this is created. Confined to the engine's thread.
 */
final class Ending {

	/** What {@link #proceed} returns when nothing is left to do. */
	static final long DONE = Long.MIN_VALUE;

	private static final long NEVER = Long.MAX_VALUE;

	private final Candidate candidate;

	private final LockWriter writer;

	private final @Nullable Term term;

	private final long patience;

	private @Nullable Leadership leadership;

	private boolean release;

	private boolean listenersReturned;

	private boolean releasing;

	/**
	 * Creates the end of a term.
	 * @param candidate who led
	 * @param writer sends the release
	 * @param leadership the term, or {@code null} if a candidate stops that does not lead
	 * @param release whether the lock is to be released
	 */
	Ending(Candidate candidate, LockWriter writer, @Nullable Leadership leadership, boolean release) {
		this.candidate = candidate;
		this.writer = writer;
		this.leadership = leadership;
		this.term = (leadership != null) ? leadership.term() : null;
		this.release = release;
		this.listenersReturned = leadership == null;
		long timeout = candidate.now() + candidate.settings.shutdownTimeout().toNanos();
		this.patience = (leadership != null) ? Math.min(timeout, leadership.leaseEnd()) : timeout;
	}

	void listenersReturned() {
		this.listenersReturned = true;
	}

	/**
	 * Takes a claim that was acknowledged after its candidate had stopped: it never led,
	 * but the lock is its own.
	 */
	void claimed(Leadership neverBegun) {
		if (this.term != null) {
			return;
		}
		this.leadership = neverBegun;
		this.release = this.candidate.settings.releaseOnStop() && !this.candidate.settings.forLife();
	}

	/**
	 * Does what is due.
	 * @param stays whether the candidate stays one; if so, it does not stand again before
	 * its former term has ended, and if not, it is not kept longer than the shutdown
	 * timeout
	 * @return when to look again, or {@link #DONE}
	 */
	long proceed(boolean stays) {
		if (this.releasing) {
			return NEVER;
		}
		long now = this.candidate.now();
		boolean drained = isDrained();
		boolean patient = now < this.patience;
		// A renewal that is still on its way changes the version that the release must be
		// compared with.
		boolean settled = this.writer.unanswered() == 0 || (!this.release && stays);
		if (patient && !(drained && settled)) {
			return this.patience;
		}
		if (!drained) {
			this.release = false;
			this.candidate.problems.report(Aspect.DRAIN, "The former term has not ended in time; still there: "
					+ stillThere() + ". " + whatBecomesOfTheLock());
			return stays ? now + this.candidate.retryPeriod() : DONE;
		}
		this.candidate.problems.cleared(Aspect.DRAIN);
		LockRecord record = (this.leadership != null) ? this.leadership.own().record() : null;
		if (this.release && patient && settled && this.leadership != null && record != null) {
			release(this.leadership.own(), record, this.patience - now);
			return NEVER;
		}
		return DONE;
	}

	private void release(LockSnapshot own, LockRecord record, long left) {
		this.releasing = true;
		this.candidate.leaseOver();
		Duration timeout = Duration.ofNanos(Math.min(left, this.candidate.renewDeadline()));
		this.writer.write("Releasing the lock", own, record.releasedAt(this.candidate.wallTime()), timeout,
				(written) -> released(), (failure) -> {
					released();
					this.candidate.log.info("Election '{}': the lock was not released: {} {}", this.candidate.name(),
							failure.getMessage(), whatBecomesOfTheLock());
				});
	}

	private void released() {
		this.releasing = false;
		this.release = false;
	}

	private String whatBecomesOfTheLock() {
		return this.candidate.isHeldForLife() ? "The lock stays held for now." : "The lock is left to expire.";
	}

	/**
	 * Whether nothing of the term is left.
	 */
	boolean isDrained() {
		return this.listenersReturned && running() == 0;
	}

	private int running() {
		return (this.term != null) ? this.term.running() : 0;
	}

	private String stillThere() {
		String calls = (running() > 0) ? running() + " guarded call(s) running" : "";
		String listener = this.listenersReturned ? "" : "a listener that has not returned";
		return calls + (calls.isEmpty() || listener.isEmpty() ? "" : " and ") + listener;
	}

}
