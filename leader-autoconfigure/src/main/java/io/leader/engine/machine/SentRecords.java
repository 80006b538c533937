package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Distinguishes the records of this candidate from those of others. A record belongs to
 * this candidate if it matches the record that was acknowledged last, or one of the
 * records that were sent most recently, even if their writes were not acknowledged. A
 * matching mark is not sufficient, since another process that changes the record may
 * leave the mark in place.
 *
 * @param identity the candidate's identity
 * @param mark the current instance mark of this run
 * @param neighbors the marks of the other runs in this process that have not ended and
 * whose records were found in the lock
 * @param resolution the resolution at which the lock stores times
 * @param sent the records that were sent most recently, the latest last
 * @param acknowledged the record that was acknowledged last, kept regardless of how many
 * records are sent after it
 */
public record SentRecords(String identity, InstanceMark mark, Set<String> neighbors, Duration resolution,
		List<Sent> sent, Optional<Sent> acknowledged) {

	private static final int REMEMBERED = 16;

	/**
	 * A record that was sent.
	 *
	 * @param record the record
	 * @param creates whether it was meant to create the lock
	 * @param continuesTerm whether it was meant to replace a record of this candidate
	 */
	public record Sent(LockRecord record, boolean creates, boolean continuesTerm) {
	}

	static SentRecords none(String identity, InstanceMark mark, Duration resolution) {
		return new SentRecords(identity, mark, Set.of(), resolution, List.of(), Optional.empty());
	}

	/**
	 * Returns these records with another identity and mark. Records that were sent before
	 * remain known.
	 */
	SentRecords withName(String newIdentity, InstanceMark newMark) {
		return new SentRecords(newIdentity, newMark, this.neighbors, this.resolution, this.sent, this.acknowledged);
	}

	SentRecords withNeighbors(Set<String> alive) {
		return new SentRecords(this.identity, this.mark, alive, this.resolution, this.sent, this.acknowledged);
	}

	/**
	 * Returns an instance without the records that were sent, since a copy of this
	 * process may remember the same records and may lead.
	 */
	SentRecords forgotten() {
		return new SentRecords(this.identity, this.mark, this.neighbors, this.resolution, List.of(), Optional.empty());
	}

	/**
	 * Returns these records with one more that is about to be sent. A release is not
	 * remembered, since its record has no holder.
	 * @param base the snapshot to replace
	 * @param record the record
	 */
	SentRecords with(LockSnapshot base, LockRecord record) {
		if (record.isFree()) {
			return this;
		}
		LockRecord replaced = base.record();
		Sent next = new Sent(record, base.isAbsent(), replaced != null && namesThisCandidate(replaced));
		List<Sent> remembered = this.sent.subList(Math.max(0, this.sent.size() + 1 - REMEMBERED), this.sent.size());
		return new SentRecords(this.identity, this.mark, this.neighbors, this.resolution, Lists.with(remembered, next),
				this.acknowledged);
	}

	SentRecords acknowledged(LockRecord record) {
		for (int i = this.sent.size() - 1; i >= 0; i--) {
			Sent one = this.sent.get(i);
			if (one.record().equals(record)) {
				return new SentRecords(this.identity, this.mark, this.neighbors, this.resolution, this.sent,
						Optional.of(one));
			}
		}
		return this;
	}

	/**
	 * Returns whether any known record meets a condition. Tests the acknowledged record
	 * first and then the others, beginning with the latest, since later records are more
	 * likely to meet it. Does not use a stream, since this method runs frequently.
	 */
	private boolean any(Predicate<Sent> condition) {
		if (this.acknowledged.isPresent() && condition.test(this.acknowledged.get())) {
			return true;
		}
		for (int i = this.sent.size() - 1; i >= 0; i--) {
			if (condition.test(this.sent.get(i))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the time for a new claim. If the lock stores times, the returned time is
	 * later than the renew time in the last record sent, so that no two records of this
	 * candidate are the same (rule 9). If, however, the wall clock was set back by at
	 * least the lease duration, this method returns the current time.
	 * @param now the current time on the wall clock
	 */
	Instant timeOfClaim(Instant now) {
		if (this.sent.isEmpty()) {
			return now;
		}
		LockRecord last = this.sent.get(this.sent.size() - 1).record();
		Instant renewed = last.renewedAt(now, this.resolution).renewTime();
		return (renewed != null) ? renewed : now;
	}

	/**
	 * Returns whether two records are the same at the resolution of the lock.
	 */
	boolean areSame(LockRecord one, LockRecord other) {
		return one.isSameAs(other, this.resolution);
	}

	/**
	 * Returns whether two records differ only in the renew time.
	 */
	boolean differInRenewTime(LockRecord one, LockRecord other) {
		return !areSame(one, other) && one.isSameExceptRenewTime(other, this.resolution);
	}

	/**
	 * Returns whether a record is one that this candidate sent, exactly as it was sent.
	 */
	boolean contains(LockRecord record) {
		return any((one) -> one.record().isSameAs(record, this.resolution));
	}

	/**
	 * Returns whether a record is one that this candidate sent to replace another of its
	 * records. If not, others may have held the lock before the record was written.
	 */
	boolean continuesTerm(LockRecord record) {
		return any((one) -> one.continuesTerm() && one.record().isSameAs(record, this.resolution));
	}

	/**
	 * Returns whether a record is one that this candidate sent to create the lock.
	 */
	boolean hasCreated(LockRecord record) {
		return any((one) -> one.creates() && one.record().isSameAs(record, this.resolution));
	}

	/**
	 * Returns whether a record is one that this candidate sent, even if another process
	 * has changed its renew time. Acquiring a lock changes the holder, the acquire time,
	 * and the transitions, so only this process or a copy of it could have acquired the
	 * lock with such a record.
	 */
	boolean namesThisCandidate(LockRecord record) {
		return any((one) -> one.record().isSameExceptRenewTime(record, this.resolution));
	}

	/**
	 * Returns whether a record belongs to an earlier run in this Pod. Meaningful only for
	 * the record that was observed first, since a record that appears later with the mark
	 * of another run may belong to a process that is still running.
	 */
	boolean isOfEarlierStart(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.isOfAnotherStart(record.instance())
				&& this.neighbors.stream().noneMatch((one) -> one.equals(record.instance()));
	}

	/**
	 * Returns whether a record belongs to this run or to an earlier run in this Pod, in
	 * which case its holder can never be found to be gone.
	 */
	boolean isOfThisPod(LockRecord record) {
		return isMarked(record) || isOfEarlierStart(record);
	}

	/**
	 * Returns whether a record has the identity and the mark of this run, even if others
	 * have changed other parts of it.
	 */
	boolean isMarked(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.toString().equals(record.instance());
	}

}
