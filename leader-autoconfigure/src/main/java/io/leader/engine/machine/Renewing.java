package io.leader.engine.machine;

import java.util.Optional;

import io.leader.engine.machine.Outbox.Write;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The working copy of a {@link Term} during one transition: renews the lock, and decides
 * whether the term continues (rules 1, 3, and 7).
 */
final class Renewing {

	private static final String REACQUIRED = "the lock was lost and acquired again";

	private final Step step;

	private final long number;

	private LockSnapshot own;

	private long sent;

	private long clocksApart;

	private Window renewal;

	private int failures;

	private boolean refused;

	Renewing(Step step, Term before) {
		this.step = step;
		this.number = before.number();
		this.own = before.own();
		this.sent = before.sent();
		this.clocksApart = before.clocksApart();
		this.renewal = before.renewal();
		this.failures = before.failures();
		this.refused = before.refused();
	}

	/**
	 * Creates a term from an acknowledged claim. A process that leads many elections may
	 * have acquired most of their locks at the same time, so the first renewals are
	 * spread out to avoid recurring bursts of requests.
	 */
	static Term begunBy(Write claim, LockSnapshot written, Step step) {
		long deadline = step.rules.renewDeadline();
		long half = claim.sent() + deadline / 2;
		Window first = (step.othersLed == 0) ? Window.at(half) : new Window(claim.sent() + deadline / 20, half);
		return new Term(claim.call(), written, claim.sent(), claim.clocksApart(), first, 0, false);
	}

	Term after() {
		return new Term(this.number, this.own, this.sent, this.clocksApart, this.renewal, this.failures, this.refused);
	}

	/**
	 * Returns the fencing token: the version of the claim, or of a later record of this
	 * candidate that has already been observed, since another candidate may have been
	 * granted leadership between the two.
	 */
	long token() {
		LockSnapshot seen = this.step.tracker.last().orElse(null);
		LockRecord record = (seen != null) ? seen.record() : null;
		return (seen != null && record != null && this.step.own.contains(record))
				? Math.max(seen.version(), this.own.version()) : this.own.version();
	}

	/**
	 * Returns the remaining authority in nanoseconds, according to the clock that has
	 * advanced further. The authority over a lock that is held for life does not expire,
	 * so the renew deadline is returned.
	 */
	long left() {
		if (this.step.rules.lock().heldForLife()) {
			return this.step.rules.renewDeadline();
		}
		long elapsed = this.step.now - this.sent;
		return this.step.rules.renewDeadline() - Math.max(elapsed, elapsed + this.step.clocksApart - this.clocksApart);
	}

	/**
	 * Renews the lock if a renewal is due and not too many writes are in progress. A lock
	 * that is held for life is never renewed.
	 */
	void renewIfDue() {
		if (this.step.rules.lock().heldForLife()) {
			return;
		}
		long left = left();
		this.step.wakeAt(this.step.now + left);
		if (this.step.outbox.size() >= Step.MAX_WRITES) {
			return;
		}
		LockRecord record = this.own.record();
		if (this.step.isDue(Alarm.RENEW, this.renewal) && record != null && !this.step.drawsMark()) {
			// Until the result of this renewal is known, the next one is due after a
			// retry period.
			this.renewal = Window.at(this.step.now + this.step.rules.retryPeriod());
			this.step.write(Purpose.RENEWAL, this.number, this.own,
					record.renewedAt(this.step.wallTime(), this.step.rules.lock().timeResolution())
						.markedBy(this.step.own.mark()),
					left, left);
		}
		if (this.step.outbox.size() < Step.MAX_WRITES) {
			this.step.wakeWithin(Alarm.RENEW, this.renewal);
		}
	}

	/**
	 * Handles the acknowledgment of a renewal, or of a second claim that followed the one
	 * that began this term.
	 */
	void renewed(Write write, LockSnapshot written) {
		if (written.version() > this.own.version()) {
			this.step.observing.watching.expectSeen(this.own.version());
			this.own = written;
		}
		if (write.sent() <= this.sent) {
			return;
		}
		// An authority that has ended is not extended: the machine ends its term before
		// it handles the result of a write.
		this.sent = write.sent();
		this.clocksApart = write.clocksApart();
		this.failures = 0;
		this.renewal = Window.at(write.sent() + this.step.rules.renewDeadline() / 2);
		this.step.act(new Effect.Prolong(this.number, write.call()));
	}

	/**
	 * Handles the acknowledgment of a claim other than the one that began this term. Two
	 * claims can be in progress if the first did not complete in time. If the later one
	 * replaced a record of this candidate, the term continues. If not, the lock was lost
	 * in the meantime, and others may have led.
	 * @return the reason why this term is over, or empty if it continues
	 */
	Optional<String> reacquired(Write claim, LockSnapshot written) {
		if (written.version() < this.own.version()) {
			// The result is outdated: a later version of the lock is known, and this term
			// already takes it into account.
			return Optional.empty();
		}
		LockRecord replaced = claim.base().record();
		if (replaced == null || !this.step.own.namesThisCandidate(replaced)) {
			return Optional.of(REACQUIRED);
		}
		renewed(claim, written);
		return Optional.empty();
	}

	/**
	 * Handles the failure of a renewal. A pause that is configured or that the server
	 * requests is shortened, if necessary, so that there is time for one more attempt
	 * before the authority expires. A configured pause is not shortened so much that it
	 * ends earlier than one retry period after the failed attempt was sent. After a
	 * conflict, the next attempt follows soon after the conflicting write has been
	 * observed.
	 */
	void renewalFailed(Write write, Failure failure) {
		if (write.sent() < this.sent) {
			// A later renewal has been acknowledged in the meantime.
			return;
		}
		long retry = this.step.rules.retryPeriod();
		if (!failure.isConflict()) {
			long lastChance = Math.max(0, write.sent() + write.left() - retry - this.step.now);
			long requested = Math.min(this.step.requestedPause(failure), lastChance);
			if (this.step.rules.listsBackoffs()) {
				this.renewal = this.step.rules.pause(this.failures, retry)
					.notBefore(requested)
					.notAfter(Math.max(lastChance, write.sent() + retry - this.step.now))
					.shifted(this.step.now);
				this.failures++;
			}
			else {
				this.renewal = this.renewal.notBefore(this.step.now + requested);
			}
		}
		else if (this.own.version() != write.base().version()) {
			// The write that the renewal conflicted with is already known.
			renewBy(this.step.now + retry / 10);
		}
		else {
			this.refused = true;
		}
	}

	/**
	 * Returns whether a renewal conflicted with a write that has not been observed yet.
	 */
	boolean lostToUnobservedWrite(Write write, Failure failure) {
		return failure.isConflict() && write.sent() >= this.sent && this.own.version() == write.base().version();
	}

	/**
	 * Handles the last observed version of the lock, and a holder that was observed late,
	 * if any.
	 * @return the reason why this term is over, or empty if it continues
	 */
	Optional<String> observed(LockSnapshot seen) {
		if (this.step.tracker.overlooked().isPresent()) {
			LockSnapshot overlooked = this.step.tracker.overlooked().get();
			return Optional.of(lossReason(overlooked) + " (observed late: the lock may have been deleted since)");
		}
		if (!seen.isAbsent() && seen.version() == this.own.version()) {
			return Optional.empty();
		}
		LockRecord record = seen.record();
		LockRecord before = this.own.record();
		SentRecords records = this.step.own;
		boolean same = record != null && before != null && records.areSame(before, record);
		boolean touched = record != null && before != null && records.differInRenewTime(before, record)
				&& !records.contains(record);
		if (record == null || !(same || touched || records.continuesTerm(record))) {
			return Optional.of(lossReason(seen));
		}
		this.own = seen;
		if (touched) {
			// A candidate that acquires the lock changes more than the renew time, so
			// this term continues. Its next renewal corrects the record, with another
			// mark. If a copy of this process leads, too, and wrote the renew time, that
			// copy then takes the corrected record for that of another process and steps
			// down.
			this.step.drawMarkIfUsed();
			this.step.act(new Effect.ReportForeignRenewTime());
		}
		if (this.refused) {
			// The write that a renewal conflicted with has now been observed, so the next
			// renewal follows soon.
			renewBy(this.step.now + this.step.rules.retryPeriod() / 10);
		}
		else if (touched) {
			renewBy(this.step.now + this.step.rules.retryPeriod());
		}
		this.refused = false;
		return Optional.empty();
	}

	private void renewBy(long time) {
		this.renewal = this.renewal.notAfter(time);
	}

	private String lossReason(LockSnapshot seen) {
		LockRecord record = seen.record();
		if (seen.isAbsent() || record != null) {
			// A candidate that did not observe this term may acquire the lock without
			// waiting for this term's lease to expire.
			this.step.act(new Effect.LeaseOver());
		}
		if (seen.isAbsent()) {
			return "the lock was deleted";
		}
		if (record == null) {
			return "the lock was changed: " + seen.reason();
		}
		if (record.isFree()) {
			return "the lock was released by another process";
		}
		if (this.step.own.contains(record)) {
			return REACQUIRED;
		}
		return record.holder().equals(this.step.own.identity()) ? "the record was changed by another process"
				: "'" + record.printableHolder() + "' holds the lock";
	}

}
