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
 * Tells the records of this candidate from those of others: they carry its identity and
 * mark, and say what it once sent, whatever became of that write. A stranger may have
 * left the mark in place.
 *
 * @param identity the candidate's name in the record
 * @param mark the instance mark of this start
 * @param neighbors the other starts that are alive in this process
 * @param resolution the lock's resolution of times
 * @param sent what was sent, the latest last
 * @param acknowledged what the lock acknowledged last, however many attempts followed
 */
public record SentRecords(String identity, InstanceMark mark, Set<String> neighbors, Duration resolution,
		List<Sent> sent, Optional<Sent> acknowledged) {

	private static final int REMEMBERED = 16;

	/**
	 * What was sent.
	 *
	 * @param record the record
	 * @param goesOn whether it was to replace a record of this start
	 */
	public record Sent(LockRecord record, boolean goesOn) {
	}

	static SentRecords none(String identity, InstanceMark mark, Duration resolution) {
		return new SentRecords(identity, mark, Set.of(), resolution, List.of(), Optional.empty());
	}

	/**
	 * Goes on under the name and the mark of a new start. What was sent before is still
	 * known: the terms that it began are over.
	 */
	SentRecords under(String newIdentity, InstanceMark newMark) {
		return new SentRecords(newIdentity, newMark, this.neighbors, this.resolution, this.sent, this.acknowledged);
	}

	SentRecords beside(Set<String> alive) {
		return new SentRecords(this.identity, this.mark, alive, this.resolution, this.sent, this.acknowledged);
	}

	/**
	 * Without what was sent: a copy of this process may have sent the same, and may lead.
	 */
	SentRecords forgotten() {
		return new SentRecords(this.identity, this.mark, this.neighbors, this.resolution, List.of(), Optional.empty());
	}

	/**
	 * With what is about to be sent. A release holds nothing, and is not remembered.
	 * @param base what it is to replace
	 * @param record the record
	 */
	SentRecords with(LockSnapshot base, LockRecord record) {
		if (record.isFree()) {
			return this;
		}
		LockRecord replaced = base.record();
		Sent next = new Sent(record, replaced != null && namesThisCandidate(replaced));
		List<Sent> remembered = this.sent.subList(Math.max(0, this.sent.size() + 1 - REMEMBERED), this.sent.size());
		return new SentRecords(this.identity, this.mark, this.neighbors, this.resolution, Lists.with(remembered, next),
				this.acknowledged);
	}

	SentRecords acknowledged(LockRecord record) {
		if (this.acknowledged.isPresent() && this.acknowledged.get().record().equals(record)) {
			return this;
		}
		for (Sent one : this.sent) {
			if (one.record().equals(record)) {
				return new SentRecords(this.identity, this.mark, this.neighbors, this.resolution, this.sent,
						Optional.of(one));
			}
		}
		return this;
	}

	/**
	 * Without a stream: this is asked at each input.
	 */
	private boolean any(Predicate<Sent> condition) {
		if (this.acknowledged.isPresent() && condition.test(this.acknowledged.get())) {
			return true;
		}
		for (Sent one : this.sent) {
			if (condition.test(one)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A time for a new claim: later than all that was written before, so that no two
	 * records of this candidate are the same (rule 9).
	 * @param now the time to write
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
	 * Whether two records are the same as far as the lock keeps them.
	 */
	boolean areSame(LockRecord one, LockRecord other) {
		return one.says(other, this.resolution);
	}

	/**
	 * Whether they differ in the renew time only.
	 */
	boolean differInRenewTime(LockRecord one, LockRecord other) {
		return !areSame(one, other) && one.saysButForRenewal(other, this.resolution);
	}

	/**
	 * Whether a record holds the lock for this candidate, as it wrote it.
	 */
	boolean contains(LockRecord record) {
		return any((one) -> one.record().says(record, this.resolution));
	}

	/**
	 * Whether a record holds the lock for this candidate, and replaced one that did: else
	 * others may have held it in between.
	 */
	boolean goesOn(LockRecord record) {
		return any((one) -> one.goesOn() && one.record().says(record, this.resolution));
	}

	/**
	 * Whether a record holds the lock for this candidate, although somebody else may have
	 * changed its renew time: taking a lock changes the holder, the acquire time, and the
	 * transitions. Only a copy of this very process could have written it, too.
	 */
	boolean namesThisCandidate(LockRecord record) {
		return any((one) -> one.record().saysButForRenewal(record, this.resolution));
	}

	/**
	 * Whether a record holds the lock for an earlier start in this Pod. Only the first
	 * sight of the lock can be that: what comes later under such a mark is a stranger's.
	 */
	boolean isOfFormerLife(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.isOfAnotherStart(record.instance())
				&& this.neighbors.stream().noneMatch((one) -> one.equals(record.instance()));
	}

	/**
	 * Whether a record holds the lock for this Pod, in this life or a former one: its
	 * holder can never be found to be gone.
	 */
	boolean isOfThisPod(LockRecord record) {
		return isMarked(record) || isOfFormerLife(record);
	}

	/**
	 * Whether a record carries the name and the mark of this start, also where others
	 * have changed something else in it.
	 */
	boolean isMarked(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.toString().equals(record.instance());
	}

}
