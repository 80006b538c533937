package io.leader.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.engine.LockWriter.Written;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * One term from the acknowledged claim on: renews the lock and holds the authority that
 * comes of it (rules 1, 3 and 7). Confined to the engine's thread.
 */
final class Leadership {

	private static final int MOST_UNANSWERED = 2;

	private static final long NEVER = Long.MAX_VALUE;

	private static final String TAKEN_ANEW = "the lock was lost and taken anew";

	private final Candidate candidate;

	private final LockWriter writer;

	private final LockObserver observer;

	private final Runnable onDoubt;

	private final Term term;

	private final Backoff backoff;

	private LockSnapshot own;

	private boolean refused;

	private long lastSent;

	private long nextRenewal;

	/**
	 * Creates a term from an acknowledged claim.
	 * @param candidate who leads
	 * @param writer sends the renewals
	 * @param observer reads the lock after a conflict
	 * @param claim the claim
	 * @param onIdle runs when the last guarded call of an ended term finishes
	 * @param onDoubt makes {@link #sighted} be asked about what was seen last
	 */
	Leadership(Candidate candidate, LockWriter writer, LockObserver observer, Written claim, Runnable onIdle,
			Runnable onDoubt) {
		this.candidate = candidate;
		this.writer = writer;
		this.observer = observer;
		this.onDoubt = onDoubt;
		this.term = new Term(token(claim, candidate), onIdle, candidate.runtime.listeners(), candidate.statistics);
		this.backoff = candidate.backoff(candidate.settings.timings().retryPeriod());
		this.own = claim.snapshot();
		this.lastSent = candidate.sinceOrigin(claim.sentNanos());
		this.nextRenewal = this.lastSent + candidate.renewDeadline() / 2;
		candidate.memory.overlooked().find(null);
	}

	/**
	 * The version of the claim, or a later one of this candidate's that has been seen
	 * already: another may have been granted a term in between.
	 */
	private static long token(Written claim, Candidate candidate) {
		LockSnapshot seen = candidate.memory.seen();
		LockRecord record = (seen != null) ? seen.record() : null;
		long version = claim.snapshot().version();
		return (seen != null && record != null && candidate.own.contains(record)) ? Math.max(seen.version(), version)
				: version;
	}

	/**
	 * Begins to lead, unless the acknowledgement came too late: there is no authority
	 * left, or the lock has been seen to be in other hands since.
	 */
	boolean begin(Written claim) {
		LockSnapshot seen = this.candidate.memory.seen();
		if (seen != null && !seen.equals(claim.snapshot())) {
			// The watch was faster, and showed another write of ours or a stranger's.
			if (sighted(seen) != null) {
				return false;
			}
		}
		Authority first = authority(claim);
		if (!first.holds(this.candidate.runtime.clock())) {
			return false;
		}
		this.candidate.granted(first);
		this.candidate.authority.set(first);
		return true;
	}

	Term term() {
		return this.term;
	}

	/** The lock as this candidate last wrote it. */
	LockSnapshot own() {
		return this.own;
	}

	/** When the lease ends that the last acknowledged write began. */
	long leaseEnd() {
		return this.candidate.isHeldForLife() ? NEVER
				: this.lastSent + this.candidate.settings.timings().leaseInForce().toNanos();
	}

	/**
	 * Renews if it is time to.
	 * @param left what is left of the authority
	 * @return when to look again
	 */
	long renew(long left) {
		if (this.candidate.isHeldForLife()) {
			return NEVER;
		}
		long now = this.candidate.now();
		LockRecord record = this.own.record();
		if (now >= this.nextRenewal && this.writer.unanswered() < MOST_UNANSWERED && record != null) {
			// Unanswered or not, the next try comes after a retry period.
			this.nextRenewal = now + this.candidate.retryPeriod();
			LockSnapshot base = this.own;
			this.writer.write("Renewing the lock", base,
					record.renewedAt(this.candidate.wallTime(), this.candidate.lock.timeResolution())
						.markedBy(this.candidate.mark()),
					Duration.ofNanos(left), (written) -> {
						count(RenewalOutcome.SUCCEEDED, now);
						renewed(written);
					}, (failure) -> {
						boolean conflict = failure.kind() == LockException.Kind.CONFLICT;
						count(conflict ? RenewalOutcome.CONFLICT : RenewalOutcome.FAILED, now);
						refused(base, failure, now, left);
					});
		}
		return (this.writer.unanswered() < MOST_UNANSWERED) ? Math.min(this.nextRenewal, now + left) : now + left;
	}

	private void count(RenewalOutcome outcome, long sent) {
		this.candidate.statistics.renewed(outcome, this.candidate.now() - sent);
	}

	/** Takes the acknowledgement of a renewal, or of a second claim of this term. */
	void renewed(Written written) {
		long sent = this.candidate.sinceOrigin(written.sentNanos());
		if (written.snapshot().version() > this.own.version()) {
			long before = this.own.version();
			this.own = written.snapshot();
			this.observer.expectSeen(before);
		}
		if (sent <= this.lastSent) {
			return;
		}
		this.lastSent = sent;
		this.backoff.reset();
		Authority held = this.candidate.authority.get();
		Authority next = authority(written);
		// An authority that ended stays ended, even if the lock turns out to be ours
		// still.
		if (held != null && held.term() == this.term && held.holds(this.candidate.runtime.clock())
				&& this.candidate.authority.compareAndSet(held, next)) {
			this.candidate.granted(next);
			this.nextRenewal = sent + this.candidate.renewDeadline() / 2;
		}
	}

	/**
	 * Takes a second claim, sent because the first was not answered in time. If it
	 * replaced the first, the term goes on; else the lock was lost in between, and others
	 * may have led.
	 * @return why this term is over, or {@code null} if it is not
	 */
	@Nullable String acquiredAgain(Written claim) {
		if (claim.snapshot().version() < this.own.version()) {
			// The answer is late: this term has begun with a later claim.
			return null;
		}
		LockRecord replaced = claim.base().record();
		if (replaced == null || !this.candidate.own.namesThisCandidate(replaced)) {
			return TAKEN_ANEW;
		}
		renewed(claim);
		return null;
	}

	/**
	 * Takes the refusal of a renewal. The other side may ask for a long pause; one more
	 * try comes in time all the same.
	 */
	private void refused(LockSnapshot base, LockException failure, long sent, long left) {
		if (sent < this.lastSent) {
			// A later renewal has been acknowledged since.
			return;
		}
		if (failure.kind() != LockException.Kind.CONFLICT) {
			long now = this.candidate.now();
			long lastChance = Math.max(0, sent + left - this.candidate.retryPeriod() - now);
			long asked = Math.min(this.candidate.asked(failure), lastChance);
			this.nextRenewal = this.backoff.isListed() ? now + this.backoff.next(asked)
					: Math.max(this.nextRenewal, now + asked);
		}
		else if (this.own.version() != base.version()) {
			// What it lost to has been seen already.
			renewSoon(this.candidate.retryPeriod() / 10);
		}
		else {
			this.refused = true;
			this.onDoubt.run();
			this.observer.readNow();
		}
	}

	/**
	 * Takes in a new version of the lock.
	 * @return why this term is over, or {@code null} if it is not
	 */
	@Nullable String sighted(LockSnapshot seen) {
		LockSnapshot overlooked = this.candidate.memory.overlooked().found();
		if (overlooked != null) {
			return whatHappened(overlooked, overlooked.record()) + ", or did before somebody deleted it";
		}
		if (!seen.isAbsent() && seen.version() == this.own.version()) {
			return null;
		}
		LockRecord record = seen.record();
		LockRecord before = this.own.record();
		OwnRecords records = this.candidate.own;
		boolean same = record != null && before != null && records.areSame(before, record);
		boolean touched = record != null && before != null && records.differInRenewTime(before, record)
				&& !records.contains(record);
		if (record == null || !(same || touched || records.goesOn(record))) {
			return whatHappened(seen, record);
		}
		this.own = seen;
		if (touched) {
			noteForeignRenewTime();
		}
		if (this.refused) {
			// It met with a change by others, or with an earlier renewal.
			renewSoon(this.candidate.retryPeriod() / 10);
		}
		else if (touched) {
			renewSoon(this.candidate.retryPeriod());
		}
		this.refused = false;
		return null;
	}

	/**
	 * Others who take a lock write more than a renew time, so this term goes on, and its
	 * next renewal writes the record right, under another mark: a copy of this process
	 * that leads, too, and wrote the time, sees another process there and revokes.
	 */
	private void noteForeignRenewTime() {
		this.candidate.campaign.drawMarkIfUsed();
		this.candidate.log.warn(
				"Election '{}': somebody else has changed the renew time of the lock; it is overwritten",
				this.candidate.name());
	}

	private void renewSoon(long delay) {
		this.nextRenewal = Math.min(this.nextRenewal, this.candidate.now() + delay);
	}

	private String whatHappened(LockSnapshot seen, @Nullable LockRecord record) {
		if (seen.isAbsent() || record != null) {
			// Who did not see this term need not wait for its lease.
			this.candidate.leaseOver();
		}
		if (seen.isAbsent()) {
			return "the lock was deleted";
		}
		if (record == null) {
			return "the lock was changed: " + seen.reason();
		}
		if (record.isFree()) {
			return "the lock was released by somebody else";
		}
		if (this.candidate.own.contains(record)) {
			return TAKEN_ANEW;
		}
		return record.holder().equals(this.candidate.identity()) ? "the record was changed by somebody else"
				: "'" + record.printableHolder() + "' holds the lock";
	}

	private Authority authority(Written written) {
		return new Authority(this.term, written.sentNanos(), written.sentMillis(),
				this.candidate.isHeldForLife() ? Authority.FOR_LIFE : this.candidate.renewDeadline());
	}

}
