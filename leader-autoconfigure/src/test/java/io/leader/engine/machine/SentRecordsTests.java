package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

class SentRecordsTests {

	private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

	private static final Duration MICROSECOND = Duration.ofNanos(1000);

	private final RememberedRecords own = new RememberedRecords("me", new InstanceMark("uid", "start"), MICROSECOND);

	private final LockRecord claim = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");

	@Test
	void anAcknowledgedClaimIsKnownHoweverManyRenewalsFail() {
		LockSnapshot held = LockSnapshot.of(1, this.claim, null);
		this.own.sent(LockSnapshot.absent(), this.claim);
		this.own.acknowledged(this.claim);
		for (int i = 1; i < 100; i++) {
			this.own.sent(held, this.claim.renewedAt(TIME.plusSeconds(i), MICROSECOND));
		}
		assertThat(this.own.contains(this.claim)).isTrue();
		assertThat(this.own.contains(this.claim.renewedAt(TIME.plusSeconds(1), MICROSECOND))).isFalse();
	}

	@Test
	void anAcknowledgedRenewalIsKnownHoweverManyFailAfterIt() {
		LockRecord renewed = this.claim.renewedAt(TIME.plusSeconds(1), MICROSECOND);
		this.own.sent(LockSnapshot.absent(), this.claim);
		this.own.acknowledged(this.claim);
		this.own.sent(LockSnapshot.of(1, this.claim, null), renewed);
		this.own.acknowledged(renewed);
		for (int i = 2; i < 100; i++) {
			this.own.sent(LockSnapshot.of(2, renewed, null), renewed.renewedAt(TIME.plusSeconds(i), MICROSECOND));
		}
		assertThat(this.own.contains(renewed)).isTrue();
	}

	@Test
	void aRenewalByACopyInTheSameSecondIsNotItsOwn() {
		LockRecord renewed = this.claim.renewedAt(TIME.plusMillis(5000), MICROSECOND);
		this.own.sent(LockSnapshot.of(1, this.claim, null), renewed);
		assertThat(this.own.contains(this.claim.renewedAt(TIME.plusMillis(5001), MICROSECOND))).isFalse();
		assertThat(this.own.contains(this.claim.renewedAt(TIME.plusMillis(5000), MICROSECOND))).isTrue();
	}

	@Test
	void aLockWithAResolutionOfSecondsIsComparedToTheSecond() {
		RememberedRecords coarse = new RememberedRecords("me", new InstanceMark("uid", "start"), Duration.ofSeconds(1));
		coarse.sent(LockSnapshot.absent(), this.claim.renewedAt(TIME.plusMillis(5500), Duration.ofSeconds(1)));
		LockRecord read = new LockRecord("me", 15, TIME, TIME.plusSeconds(5), 1, "uid/start");
		assertThat(coarse.contains(read)).isTrue();
	}

	@Test
	void aForeignRenewTimeIsTheOnlyChangeThatLeavesARecordItsOwn() {
		this.own.sent(LockSnapshot.absent(), this.claim);
		LockRecord patched = new LockRecord("me", 15, TIME, TIME.plusSeconds(99), 1, "uid/start");
		assertThat(this.own.contains(patched)).isFalse();
		assertThat(this.own.namesThisCandidate(patched)).isTrue();
		assertThat(this.own.differInRenewTime(this.claim, patched)).isTrue();
		LockRecord shortened = new LockRecord("me", 1, TIME, TIME, 1, "uid/start");
		assertThat(this.own.namesThisCandidate(shortened)).isFalse();
	}

	@Test
	void twoClaimsNeverHaveTheSameTime() {
		this.own.sent(LockSnapshot.absent(), this.claim);
		assertThat(this.own.timeOfClaim(TIME)).isEqualTo(TIME.plus(MICROSECOND));
		assertThat(this.own.timeOfClaim(TIME.plusSeconds(1))).isEqualTo(TIME.plusSeconds(1));
	}

	@Test
	void aClaimThatReplacesAnothersRecordContinuesNothing() {
		this.own.sent(LockSnapshot.of(1, new LockRecord("other", 15, TIME, TIME, 0, null), null), this.claim);
		assertThat(this.own.contains(this.claim)).isTrue();
		assertThat(this.own.continuesTerm(this.claim)).as("others have held the lock in between").isFalse();
	}

	@Test
	void aRecordIsOfAnEarlierStartOnlyWithTheSameIdentityInTheSamePod() {
		SentRecords records = this.own.records();
		assertThat(records.isOfEarlierStart(new LockRecord("me", 15, TIME, TIME, 1, "uid/earlier"))).isTrue();
		assertThat(records.isOfEarlierStart(new LockRecord("other", 15, TIME, TIME, 1, "uid/earlier"))).isFalse();
		assertThat(records.isOfEarlierStart(new LockRecord("me", 15, TIME, TIME, 1, "uid2/earlier"))).isFalse();
		assertThat(records.isOfEarlierStart(this.claim)).as("of this run").isFalse();
	}

	@Test
	void aRecordIsMarkedByThisStartOnlyWithItsIdentityAndMark() {
		SentRecords records = this.own.records();
		assertThat(records.isMarked(this.claim)).isTrue();
		assertThat(records.isMarked(new LockRecord("other", 15, TIME, TIME, 1, "uid/start"))).isFalse();
		assertThat(records.isMarked(new LockRecord("me", 15, TIME, TIME, 1, "uid/earlier"))).isFalse();
		assertThat(records.isMarked(new LockRecord("me", 15, TIME, TIME, 1, null))).isFalse();
	}

}
