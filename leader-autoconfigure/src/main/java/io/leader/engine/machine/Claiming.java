package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The working copy of a {@link Campaign} during one transition: decides when a follower
 * claims the lock (rules 2, 3, 6, and 7).
 */
final class Claiming {

	/**
	 * While the lock exists, a remaining wait that is no longer than this is not reported
	 * as unusually long, since another program may use such a lease on purpose.
	 */
	private static final long LONG_LEASE = Duration.ofHours(1).toNanos();

	private final Step step;

	private Optional<Window> turn;

	private final long notBefore;

	private Window retry;

	private OptionalLong freeSince;

	private OptionalLong deletedSince;

	private long newsDue;

	Claiming(Step step, Campaign before) {
		this.step = step;
		this.turn = before.turn();
		this.notBefore = before.notBefore();
		this.retry = before.retry();
		this.freeSince = before.freeSince();
		this.deletedSince = before.deletedSince();
		this.newsDue = before.newsDue();
	}

	Campaign after() {
		return new Campaign(this.turn, this.notBefore, this.retry, this.freeSince, this.deletedSince, this.newsDue);
	}

	/**
	 * Claims the lock if a claim is due. If not, sets any alarm that is needed, reports
	 * the wait if it is unusually long, and hands the lock back if this candidate stays
	 * out but still holds the lock.
	 */
	void claimIfDue() {
		LockSnapshot seen = this.step.tracker.last().orElse(null);
		if (seen == null) {
			return;
		}
		boolean mine = this.step.tracker.isOwn(seen, this.step.own);
		if (this.step.tracker.isTaken(this.step.now)) {
			this.turn = Optional.empty();
			this.freeSince = OptionalLong.empty();
			await(seen);
			return;
		}
		this.deletedSince = OptionalLong.empty();
		this.step.act(new Effect.Clear(Aspect.WAIT));
		OptionalLong due = due();
		if (due.isEmpty() || this.step.now < due.getAsLong()) {
			due.ifPresent(this.step::wakeAt);
			if (mine) {
				handBack(seen);
			}
			return;
		}
		if (this.freeSince.isEmpty()) {
			this.freeSince = OptionalLong.of(this.step.now);
		}
		if (this.turn.isEmpty()) {
			Window soon = this.retry.notBefore(this.step.now);
			this.turn = Optional.of(mine ? soon : new Window(soon.from(), soon.to() + this.step.claims.window()));
		}
		long wait = mine ? 0 : this.step.rules.extraWait(this.step.othersLed);
		Window mineNow = this.turn.get().shifted(wait);
		if (!this.step.isDue(Alarm.CLAIM, mineNow)) {
			this.step.wakeWithin(Alarm.CLAIM, mineNow);
			return;
		}
		claim(seen);
		nextAttempt().ifPresent(this.step::wakeAt);
	}

	/**
	 * Returns the earliest time of a claim, without random delays or the extra wait for
	 * other elections; empty while too many writes are in progress.
	 */
	private OptionalLong due() {
		long fixed = Math.max(Math.max(earliest(), this.step.outUntil), this.newsDue);
		if (this.step.outbox.isEmpty()) {
			return OptionalLong.of(fixed);
		}
		OptionalLong next = nextAttempt();
		return next.isPresent() ? OptionalLong.of(Math.max(next.getAsLong(), fixed)) : next;
	}

	private long earliest() {
		return Math.max(this.notBefore, Math.max(this.retry.from(), this.step.pausedUntil));
	}

	private OptionalLong nextAttempt() {
		return (this.step.outbox.size() < Step.MAX_WRITES)
				? OptionalLong.of(this.step.claims.last() + this.step.rules.retryPeriod()) : OptionalLong.empty();
	}

	private void claim(LockSnapshot seen) {
		this.turn = Optional.empty();
		this.step.claims = this.step.claims.sent(this.step.now);
		LockRecord before = seen.record();
		Instant time = this.step.own.timeOfClaim(this.step.wallTime());
		LockRecord claim = new LockRecord(this.step.own.identity(), this.step.rules.leaseDurationSeconds(), time, time,
				(before != null) ? before.nextTransitions() : 0, this.step.own.mark().toString());
		this.step.write(Purpose.CLAIM, 0, seen, claim, this.step.rules.renewDeadline(), 0);
	}

	// While the lock is taken

	private void await(LockSnapshot seen) {
		if (this.step.tracker.isTakenForGood()) {
			if (seen.isAbsent()) {
				reportDeletion();
			}
			else {
				this.deletedSince = OptionalLong.empty();
				this.step.act(new Effect.Clear(Aspect.WAIT));
			}
			return;
		}
		this.deletedSince = OptionalLong.empty();
		long remaining = this.step.tracker.remaining(this.step.now);
		long expected = this.step.rules.lease();
		if (!seen.isAbsent()) {
			expected = Math.max(expected, LONG_LEASE);
		}
		if (remaining <= expected || !(this.step.tracker.awaited() instanceof Wait.ForHolder holder)) {
			this.step.act(new Effect.Clear(Aspect.WAIT));
		}
		else {
			this.step.act(new Effect.ReportLongWait(seen.isAbsent(), holder.name(), holder.span(), remaining));
		}
		this.step.wakeAt(this.step.now + remaining);
	}

	/**
	 * Reports that a lock that does not expire was deleted, and that this candidate is
	 * still waiting until the former holder is gone. The report is delayed by one lease
	 * duration, since the holder may create the lock again.
	 */
	private void reportDeletion() {
		if (this.deletedSince.isEmpty()) {
			this.deletedSince = OptionalLong.of(this.step.now);
		}
		if (this.step.now - this.deletedSince.getAsLong() >= this.step.rules.lease()
				&& this.step.tracker.awaited() instanceof Wait.ForHolder holder) {
			this.step.act(new Effect.ReportDeletion(holder.name()));
		}
	}

	// While staying out

	/**
	 * Releases a lock that does not expire if this candidate stays out but still holds
	 * the lock. This can happen, for example, if the release at the end of the term
	 * failed, or was not sent because the term did not end in time.
	 */
	private void handBack(LockSnapshot seen) {
		LockRecord record = seen.record();
		if (!this.step.rules.lock().heldForLife() || this.step.rules.leadsForLife() || !this.step.staysOut()
				|| record == null || !this.step.own.contains(record)) {
			return;
		}
		if (this.step.now < earliest()) {
			this.step.wakeAt(earliest());
		}
		else if (this.step.outbox.isEmpty()) {
			this.step.act(new Effect.LeaseOver());
			this.step.write(Purpose.HAND_BACK, 0, seen, record.releasedAt(this.step.wallTime()),
					this.step.rules.renewDeadline(), 0);
		}
	}

	// Results and observations

	void handBackFailed(Failure failure) {
		backOff(failure);
		this.step.observing.readUnlessWatching();
	}

	void claimFailed(LockSnapshot base, Failure failure) {
		if (!failure.isConflict()) {
			this.step.observing.pause(backOff(failure));
			this.step.observing.readUnlessWatching();
			return;
		}
		this.step.claims = this.step.claims.beaten();
		LockSnapshot seen = this.step.tracker.last().orElse(null);
		if (seen != null && seen.isAbsent() == base.isAbsent() && seen.version() == base.version()) {
			this.newsDue = this.step.now + 2 * this.step.rules.retryPeriod();
			this.step.observing.expectChange();
		}
	}

	/**
	 * Postpones the next attempt after a failure.
	 * @return the pause that the server requested, in nanoseconds
	 */
	private long backOff(Failure failure) {
		this.retry = this.step.rules.pause(this.step.claims.failures(), this.step.rules.leaseDuration())
			.shifted(this.step.now);
		this.step.claims = this.step.claims.failed();
		return this.step.requestedPause(failure);
	}

	/**
	 * Handles an observation of the lock that the candidate must react to. The server is
	 * reachable, so a pause after failures ends no later than one retry period after the
	 * last claim, unless the server requested the pause.
	 */
	void observed() {
		this.newsDue = 0;
		this.step.claims = this.step.claims.reached();
		this.retry = this.retry.notAfter(this.step.claims.last() + this.step.rules.retryPeriod());
		long latest = Math.max(this.step.now, this.retry.to()) + this.step.claims.window();
		this.turn = this.turn.map((window) -> window.notAfter(latest));
	}

	/**
	 * Records that the claim was successful.
	 */
	void won() {
		this.step
			.act(new Effect.CountGrant(this.freeSince.isPresent() ? this.step.now - this.freeSince.getAsLong() : 0));
		this.step.claims = this.step.claims.won();
	}

}
