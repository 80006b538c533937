package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Holds the current {@link SentRecords}, which change when a record is sent or
 * acknowledged.
 */
final class RememberedRecords {

	private SentRecords records;

	RememberedRecords(String identity, InstanceMark mark, Duration resolution) {
		this.records = SentRecords.none(identity, mark, resolution);
	}

	SentRecords records() {
		return this.records;
	}

	void sent(LockSnapshot base, LockRecord record) {
		this.records = this.records.with(base, record);
	}

	void acknowledged(LockRecord record) {
		this.records = this.records.acknowledged(record);
	}

	Instant timeOfClaim(Instant now) {
		return this.records.timeOfClaim(now);
	}

	boolean differInRenewTime(LockRecord one, LockRecord other) {
		return this.records.differInRenewTime(one, other);
	}

	boolean contains(LockRecord record) {
		return this.records.contains(record);
	}

	boolean continuesTerm(LockRecord record) {
		return this.records.continuesTerm(record);
	}

	boolean namesThisCandidate(LockRecord record) {
		return this.records.namesThisCandidate(record);
	}

}
