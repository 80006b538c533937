package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

import io.leader.engine.LockWriter.Written;
import io.leader.engine.Problems.Aspect;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Decides when a follower stands, and sends its claim (rules 2, 3, 6 and 7). Confined to
 * the engine's thread.
 */
final class Candidacy {

	private static final long NEVER = Long.MAX_VALUE;

	private static final long FIRST_WINDOW = Duration.ofMillis(2).toNanos();

	private static final long LARGEST_WINDOW = Duration.ofMillis(10).toNanos();

	private static final long NOT_DRAWN = -1;

	/** A lease that others may well want. */
	private static final Duration LONG_LEASE = Duration.ofHours(1);

	private final Candidate candidate;

	private final LockWriter writer;

	private final LockObserver observer;

	private final Backoff backoff;

	private long window = FIRST_WINDOW;

	/**
	 * A random moment shortly after the lock became free, so that not all stand at once.
	 */
	private long drawn = NOT_DRAWN;

	private long lastClaim;

	private long notBefore;

	/** When to try again after a failure, unless there is news before. */
	private long retryAt;

	/** When the lock was first seen to be free. */
	private long freeSince = NOT_DRAWN;

	/** When a lock that does not expire was first seen to be gone. */
	private long deletedSince = NOT_DRAWN;

	/** Until when a refused claim waits for the sight of what it lost to. */
	private long newsDue;

	Candidacy(Candidate candidate, LockWriter writer, LockObserver observer) {
		this.candidate = candidate;
		this.writer = writer;
		this.observer = observer;
		this.backoff = candidate.backoff(candidate.settings.timings().leaseDuration());
	}

	/**
	 * Stands if it is time to.
	 * @param onAcquired takes the acknowledgement of a claim
	 * @return when to look again
	 */
	long stand(Consumer<Written> onAcquired) {
		LockSnapshot seen = this.candidate.memory.seen();
		if (seen == null) {
			return NEVER;
		}
		long now = this.candidate.now();
		boolean mine = this.candidate.memory.isOwn(seen);
		long remaining = this.candidate.memory.remaining(now);
		if (remaining > 0) {
			this.drawn = NOT_DRAWN;
			this.freeSince = NOT_DRAWN;
			tellOfWait(seen, remaining);
			return (remaining == NEVER) ? NEVER : now + remaining;
		}
		this.deletedSince = NOT_DRAWN;
		this.candidate.problems.cleared(Aspect.WAIT);
		long due = Math.max(Math.max(Math.max(notBefore(), this.candidate.outUntil), this.newsDue),
				(this.writer.unanswered() > 0) ? nextTry() : 0);
		if (now < due) {
			return mine ? Math.min(due, handBack(seen, now)) : due;
		}
		if (this.freeSince == NOT_DRAWN) {
			this.freeSince = now;
		}
		if (this.drawn == NOT_DRAWN) {
			this.drawn = mine ? now : now + this.candidate.random().nextLong(this.window + 1);
		}
		long turn = this.drawn + (mine ? 0 : spread());
		if (now < turn) {
			return turn;
		}
		claim(seen, now, onAcquired);
		return nextTry();
	}

	/**
	 * Says until when a holder is waited out, if that is longer than anybody expects.
	 */
	private void tellOfWait(LockSnapshot seen, long remaining) {
		if (seen.isAbsent() && remaining == NEVER) {
			tellOfDeletion();
			return;
		}
		this.deletedSince = NOT_DRAWN;
		Duration wait = Duration.ofNanos(remaining);
		Duration expected = this.candidate.settings.timings().leaseInForce();
		if (!seen.isAbsent() && expected.compareTo(LONG_LEASE) < 0) {
			expected = LONG_LEASE;
		}
		if (seen.isForeign() || remaining == NEVER || wait.compareTo(expected) <= 0) {
			this.candidate.problems.cleared(Aspect.WAIT);
			return;
		}
		this.candidate.problems.report(Aspect.WAIT,
				"The lock %s '%s', whose record asks for %d s: it is waited out until %s unless it renews. Write a released record (no holder) to end the wait."
					.formatted(seen.isAbsent() ? "was deleted while it was held by" : "is held by",
							this.candidate.memory.waitsFor(), this.candidate.memory.waitSeconds(),
							this.candidate.wallTime().plus(wait).truncatedTo(ChronoUnit.SECONDS)));
	}

	/**
	 * Says whom a deleted lock is left to that does not expire, unless that holder takes
	 * it again within a lease.
	 */
	private void tellOfDeletion() {
		long now = this.candidate.now();
		if (this.deletedSince == NOT_DRAWN) {
			this.deletedSince = now;
		}
		if (now - this.deletedSince >= this.candidate.settings.timings().leaseInForce().toNanos()) {
			this.candidate.problems.report(Aspect.WAIT,
					"The lock was deleted while it was held by '%s', whose Pod may lead on without it: it is waited for until that Pod is gone or takes the lock again. If it does not lead, write a released record (no holder) to end the wait."
						.formatted(this.candidate.memory.waitsFor()));
		}
	}

	/**
	 * Releases a lock of its own that does not expire, while it stays out: the release at
	 * the end of its term was refused, or not sent because the term did not end in time.
	 */
	private long handBack(LockSnapshot seen, long now) {
		LockRecord record = seen.record();
		if (!this.candidate.isHeldForLife() || this.candidate.settings.forLife() || !staysOut() || record == null
				|| !this.candidate.own.contains(record)) {
			return NEVER;
		}
		if (now < notBefore() || this.writer.unanswered() > 0) {
			// An answer is reason enough to look again.
			return (now < notBefore()) ? notBefore() : NEVER;
		}
		this.writer.write("Releasing the lock", seen, record.releasedAt(this.candidate.wallTime()),
				this.candidate.settings.timings().renewDeadline(), (written) -> {
				}, (failure) -> {
					backOff(failure);
					this.observer.readUnlessWatching();
				});
		return NEVER;
	}

	/**
	 * Who leads other elections already lets others go first.
	 */
	private long spread() {
		return this.candidate.load.othersThan(this.candidate) * this.candidate.settings.spread().toNanos();
	}

	private long nextTry() {
		return (this.writer.unanswered() < 2) ? this.lastClaim + this.candidate.retryPeriod() : NEVER;
	}

	private void claim(LockSnapshot seen, long now, Consumer<Written> onAcquired) {
		this.drawn = NOT_DRAWN;
		this.lastClaim = now;
		this.candidate.load.take(this.candidate);
		LockRecord before = seen.record();
		Instant time = this.candidate.own.timeOfClaim(this.candidate.wallTime(), this.candidate.lock.timeResolution());
		LockRecord claim = new LockRecord(this.candidate.identity(),
				this.candidate.settings.timings().leaseDurationSeconds(), time, time,
				(before != null) ? before.nextTransitions() : 0, this.candidate.mark().toString());
		this.writer.write("Claiming the lock", seen, claim, this.candidate.settings.timings().renewDeadline(),
				onAcquired, (failure) -> refused(seen, failure));
	}

	private void refused(LockSnapshot base, LockException failure) {
		if (this.candidate.authority.get() == null) {
			this.candidate.load.leave(this.candidate);
		}
		if (failure.kind() != LockException.Kind.CONFLICT) {
			this.observer.pause(backOff(failure));
			this.observer.readUnlessWatching();
			return;
		}
		this.window = Math.min(this.window * 2, LARGEST_WINDOW);
		if (isStillSeen(base)) {
			this.newsDue = this.candidate.now() + 2 * this.candidate.retryPeriod();
			this.observer.expectNews();
		}
	}

	private long notBefore() {
		return Math.max(Math.max(this.notBefore, this.retryAt), this.candidate.askedUntil());
	}

	/**
	 * Pauses after a failure.
	 * @return the pause that the other side asked for
	 */
	private long backOff(LockException failure) {
		this.retryAt = this.candidate.now() + this.backoff.next(0);
		return this.candidate.asked(failure);
	}

	private boolean isStillSeen(LockSnapshot base) {
		LockSnapshot seen = this.candidate.memory.seen();
		return seen != null && seen.isAbsent() == base.isAbsent() && seen.version() == base.version();
	}

	/**
	 * Notes that the lock was seen in a new version: the other side can be reached, so
	 * that a pause after failures need not go on, but for what the other side asked for.
	 */
	void sighted() {
		this.newsDue = 0;
		this.backoff.reset();
		this.retryAt = Math.min(this.retryAt, this.lastClaim + this.candidate.retryPeriod());
	}

	/**
	 * Starts afresh after a term or a pause.
	 * @param pause how long to leave the lock to others
	 */
	void reset(long pause) {
		this.freeSince = NOT_DRAWN;
		this.drawn = NOT_DRAWN;
		this.newsDue = 0;
		this.retryAt = 0;
		this.notBefore = this.candidate.now() + pause;
	}

	boolean staysOut() {
		return this.candidate.now() < this.candidate.outUntil;
	}

	/**
	 * Notes that this candidate leads.
	 */
	void won() {
		this.candidate.load.take(this.candidate);
		this.candidate.statistics.granted((this.freeSince != NOT_DRAWN) ? this.candidate.now() - this.freeSince : 0);
		this.freeSince = NOT_DRAWN;
		this.window = FIRST_WINDOW;
		this.backoff.reset();
	}

}
