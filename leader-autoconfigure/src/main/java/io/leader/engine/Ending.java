package io.leader.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.engine.Problems.Aspect;

/**
 * The end of a term: revoke, drain, release, in this order (rule 4). The authority has
 * ended before this is created. Confined to the engine's thread.
 */
final class Ending {

	/** What {@link #proceed} returns when nothing is left to do. */
	static final long DONE = Long.MIN_VALUE;

	private static final long RETRY = Duration.ofMillis(100).toNanos();

	private final Candidate candidate;

	private final LockWriter writer;

	private final LockObserver observer;

	private final @Nullable Term term;

	private final long began;

	private final long patience;

	/**
	 * From when on a term that has not ended is worth a warning: a process that was
	 * paused past its lease has had no time for it yet.
	 */
	private final long overdue;

	private @Nullable Release release;

	private boolean listenersReturned;

	/**
	 * Creates the end of a term.
	 * @param candidate who led
	 * @param writer sends the release
	 * @param observer looks at the lock when the release is refused
	 * @param leadership the term, or {@code null} if a candidate stops that does not lead
	 * @param release whether the lock is to be released
	 */
	Ending(Candidate candidate, LockWriter writer, LockObserver observer, @Nullable Leadership leadership,
			boolean release) {
		this.candidate = candidate;
		this.writer = writer;
		this.observer = observer;
		this.term = (leadership != null) ? leadership.term() : null;
		this.release = (release && leadership != null) ? release(leadership) : null;
		this.listenersReturned = leadership == null;
		long now = candidate.now();
		this.began = now;
		long longest = candidate.settings.shutdownTimeout().toNanos();
		this.patience = (leadership != null) ? Math.min(now + longest, leadership.leaseEnd()) : now + longest;
		this.overdue = Math.max(this.patience, now + Math.min(longest, candidate.retryPeriod()));
	}

	private Release release(Leadership leadership) {
		return new Release(this.candidate, this.writer, this.observer, leadership);
	}

	/**
	 * When the term ended.
	 */
	long began() {
		return this.began;
	}

	void listenersReturned() {
		this.listenersReturned = true;
	}

	/**
	 * Takes a claim that was acknowledged after its candidate had stopped: it never led,
	 * but the lock is its own.
	 */
	void claimed(Leadership neverBegun) {
		if (this.term == null && this.candidate.settings.releasesAtStop()) {
			this.release = release(neverBegun);
		}
	}

	/**
	 * Does what is due.
	 * @param stays whether the candidate stays one; if so, it does not campaign again
	 * before its former term has ended, and if not, it is not kept longer than the
	 * shutdown timeout
	 * @return when to look again, or {@link #DONE}
	 */
	long proceed(boolean stays) {
		long now = this.candidate.now();
		if (!isDrained()) {
			// A guarded call may not have heard of its end for want of a thread.
			boolean told = this.term == null || this.term.revokeRunning();
			if (now < this.patience) {
				return told ? this.patience : Math.min(this.patience, now + RETRY);
			}
			this.release = null;
			return overstay(stays, now);
		}
		this.candidate.problems.cleared(Aspect.DRAIN);
		Release releasing = this.release;
		if (releasing != null) {
			long next = releasing.proceed(this.patience);
			if (next != Release.DONE) {
				return next;
			}
			this.release = null;
		}
		// An answer that is due may be that of a claim, which a candidate that stops
		// releases.
		boolean awaitsAnswer = !stays && this.term == null && this.writer.unanswered() > 0;
		return (awaitsAnswer && now < this.patience) ? this.patience : DONE;
	}

	private long overstay(boolean stays, long now) {
		if (now >= this.overdue) {
			this.candidate.problems.report(Aspect.DRAIN, "The former term has not ended in time; still there: "
					+ stillThere() + ". " + this.candidate.whatBecomesOfTheLock());
		}
		return !stays ? DONE : (now < this.overdue) ? this.overdue : now + this.candidate.retryPeriod();
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
