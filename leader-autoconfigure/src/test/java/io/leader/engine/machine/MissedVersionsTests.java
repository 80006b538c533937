package io.leader.engine.machine;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what late events reveal about the time between two observations of the lock.
 */
class MissedVersionsTests extends HolderTrackerTest {

	private final LockRecord mine = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");

	/**
	 * Creates the deleted lock again with a claim of this candidate. Between versions 2
	 * and 7, others may have created and deleted the lock.
	 * @return the lock after the claim
	 */
	private LockSnapshot claimed() {
		LockSnapshot claimed = LockSnapshot.of(7, this.mine, null);
		this.memory.watched(LockSnapshot.absent(2), 0);
		this.own.sent(LockSnapshot.absent(2), this.mine);
		this.memory.wrote(claimed, LockSnapshot.absent(2));
		return claimed;
	}

	@Test
	void aHolderBetweenAReadAndAClaimIsWaitedOutInEitherOrderOfDiscovery() {
		LockRecord mine = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");
		LockSnapshot claimed = LockSnapshot.of(7, mine, null);
		for (boolean seenFirst : new boolean[] { false, true }) {
			TrackedLock memory = new TrackedLock(Duration.ofSeconds(15), false, this.own);
			memory.watched(LockSnapshot.absent(2), 0);
			this.own.sent(LockSnapshot.absent(2), mine);
			if (seenFirst) {
				memory.read(claimed, memory.highest(), 0);
			}
			memory.wrote(claimed, LockSnapshot.absent(2));
			assertThat(memory.overlooked()).isNull();
			assertThat(memory.watched(held(4, "other", 20), SECOND)).isTrue();
			assertThat(memory.overlooked()).isNotNull();
			assertThat(memory.seen()).isEqualTo(claimed);
			assertThat(memory.remaining(SECOND)).isEqualTo(20 * SECOND);
			assertThat(memory.watched(LockSnapshot.absent(5), 2 * SECOND)).isFalse();
			assertThat(memory.remaining(2 * SECOND)).isEqualTo(19 * SECOND);
			memory.watched(claimed, 3 * SECOND);
			assertThat(memory.remaining(3 * SECOND)).isEqualTo(18 * SECOND);
		}
	}

	@Test
	void aHolderBeforeTheVersionThatAClaimReplacedIsNotWaitedFor() {
		LockRecord mine = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");
		this.memory.read(free(5, 1, TIME), this.memory.highest(), 0);
		this.own.sent(free(5, 1, TIME), mine);
		this.memory.wrote(LockSnapshot.of(7, mine, null), free(5, 1, TIME));
		assertThat(this.memory.watched(held(4, "other", 20), SECOND)).isFalse();
		assertThat(this.memory.watched(free(5, 1, TIME), SECOND)).isFalse();
		assertThat(this.memory.overlooked()).isNull();
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void aHolderBeforeAnUnreadableRecordIsWaitedOutEvenIfItIsShownLater() {
		this.memory.read(LockSnapshot.absent(1), this.memory.highest(), 0);
		this.memory.read(LockSnapshot.unreadable(5, "mangled", null), this.memory.highest(), 0);
		assertThat(this.memory.watched(held(4, "other", 30), SECOND)).isTrue();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(30 * SECOND);
		assertThat(this.memory.seen()).isNotNull().extracting(LockSnapshot::version).isEqualTo(5L);
	}

	@Test
	void aHolderThatReleasedTheLockAfterwardsIsNotWaitedOut() {
		this.memory.read(LockSnapshot.unreadable(3, "mangled", null), this.memory.highest(), 0);
		this.memory.watched(free(5, 1, TIME), SECOND);
		assertThat(this.memory.watched(held(2, "other", 30), SECOND)).isFalse();
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void aHolderThatReleasedTheLockBeforeAClaimIsNotWaitedOut() {
		claimed();
		assertThat(this.memory.watched(held(4, "other", 20), SECOND)).isTrue();
		assertThat(this.memory.watched(free(5, 1, TIME), 2 * SECOND)).isFalse();
		assertThat(this.memory.remaining(2 * SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void aReleaseBeforeAnUnreadableRecordEndsNoWait() {
		this.memory.read(LockSnapshot.absent(1), this.memory.highest(), 0);
		this.memory.read(LockSnapshot.unreadable(6, "mangled", null), this.memory.highest(), 0);
		assertThat(this.memory.watched(held(3, "other", 30), SECOND)).isTrue();
		assertThat(this.memory.watched(free(4, 1, TIME), 2 * SECOND)).isFalse();
		assertThat(this.memory.remaining(2 * SECOND)).as("the owner of that record is unknown").isEqualTo(29 * SECOND);
	}

	@Test
	void aHolderBeforeAnEmptiedRecordIsWaitedOutEvenIfItIsShownLater() {
		this.memory.read(LockSnapshot.absent(1), this.memory.highest(), 0);
		this.memory.read(free(5, 0, null), this.memory.highest(), 0);
		assertThat(this.memory.watched(held(4, "other", 30), SECOND)).isTrue();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(30 * SECOND);
	}

	@Test
	void aHolderBeforeAnotherIsNotWaitedForSinceTheLatterHasWaited() {
		this.memory.read(LockSnapshot.absent(1), this.memory.highest(), 0);
		this.memory.read(held(5, "other", 20), this.memory.highest(), 0);
		assertThat(this.memory.watched(held(4, "earlier", 60), SECOND)).isFalse();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(19 * SECOND);
	}

	@Test
	void aHolderBeforeTwoUnreadableRecordsIsStillMissed() {
		this.memory.read(LockSnapshot.absent(1), this.memory.highest(), 0);
		this.memory.read(LockSnapshot.unreadable(5, "mangled", null), this.memory.highest(), 0);
		this.memory.read(LockSnapshot.unreadable(9, "mangled again", null), this.memory.highest(), 0);
		assertThat(this.memory.watched(held(3, "other", 60), SECOND)).isTrue();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(60 * SECOND);
	}

	@Test
	void aHolderSeenBeforeAnUnreadableRecordIsNotMissed() {
		this.memory.watched(held(2, "other", 20), 0);
		this.memory.watched(LockSnapshot.unreadable(5, "mangled", null), SECOND);
		assertThat(this.memory.watched(held(2, "other", 20), 10 * SECOND)).as("another watch shows it again").isFalse();
		assertThat(this.memory.remaining(10 * SECOND)).isEqualTo(11 * SECOND);
	}

	/**
	 * The released lock was acquired by another candidate and deleted, and an earlier
	 * claim of this candidate created it again.
	 */
	@Test
	void aHolderBeforeALateClaimIsWaitedOutEvenAfterARelease() {
		this.memory.watched(LockSnapshot.absent(2), 0);
		this.own.sent(LockSnapshot.absent(2), this.mine);
		this.memory.watched(free(5, 1, TIME), 0);
		this.memory.watched(LockSnapshot.of(8, this.mine, null), 0);
		assertThat(this.memory.watched(held(6, "other", 20), SECOND)).isTrue();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(20 * SECOND);
	}

	@Test
	void seeingTheClaimAgainHidesNoHolder() {
		this.memory.watched(claimed(), SECOND);
		assertThat(this.memory.watched(held(4, "other", 20), SECOND)).isTrue();
	}

	@Test
	void anUnrelatedChangeAfterTheClaimHidesNoHolder() {
		claimed();
		this.memory.watched(LockSnapshot.of(9, this.mine, null), SECOND);
		assertThat(this.memory.watched(held(4, "other", 20), SECOND)).isTrue();
	}

	@Test
	void anEventOlderThanAnotherLateEventIsIgnored() {
		claimed();
		assertThat(this.memory.watched(held(5, "other", 20), SECOND)).isTrue();
		assertThat(this.memory.watched(held(4, "earlier", 60), SECOND)).isFalse();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(20 * SECOND);
	}

	@Test
	void aLateAcknowledgementOfARenewalDoesNotHideADeletion() {
		LockSnapshot held = LockSnapshot.of(1, this.mine, null);
		LockRecord renewed = this.mine.renewedAt(TIME.plusSeconds(5), Duration.ofSeconds(1));
		this.own.sent(LockSnapshot.absent(), this.mine);
		this.memory.watched(held, 0);
		this.own.sent(held, renewed);
		this.memory.read(LockSnapshot.absent(), this.memory.highest(), 5 * SECOND);
		this.memory.wrote(LockSnapshot.of(2, renewed, null), held);
		assertThat(this.memory.seen()).isEqualTo(LockSnapshot.absent());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aRenewalHidesNoHolderFromBeforeTheClaim(boolean seen) {
		LockSnapshot claimed = claimed();
		LockSnapshot renewed = LockSnapshot.of(9, this.mine.renewedAt(TIME.plusSeconds(5), Duration.ofSeconds(1)),
				null);
		this.own.sent(claimed, Objects.requireNonNull(renewed.record()));
		if (seen) {
			this.memory.watched(renewed, SECOND);
		}
		else {
			this.memory.wrote(renewed, claimed);
		}
		assertThat(this.memory.watched(held(4, "other", 20), SECOND)).isTrue();
		assertThat(this.memory.overlooked()).isNotNull();
	}

	@Test
	void aLateRenewalOfAMissedHolderRestartsTheWaitForIt() {
		claimed();
		assertThat(this.memory.watched(held(4, "other", 20), SECOND)).isTrue();
		assertThat(this.memory.watched(renewed(5, "other", 20), 2 * SECOND)).isTrue();
		assertThat(this.memory.remaining(2 * SECOND)).isEqualTo(20 * SECOND);
	}

	@Test
	void theVersionsThatWereObservedWereNotMissed() {
		claimed();
		assertThat(this.memory.watched(held(2, "other", 20), SECOND)).isFalse();
		assertThat(this.memory.watched(held(7, "other", 20), SECOND)).isFalse();
		assertThat(this.memory.overlooked()).isNull();
	}

	/**
	 * Events may arrive in any order.
	 */
	@Test
	void aDeletionObservedLateDoesNotHideTheHolderBeforeIt() {
		claimed();
		assertThat(this.memory.watched(LockSnapshot.absent(5), SECOND)).isFalse();
		assertThat(this.memory.watched(held(4, "other", 20), SECOND)).isTrue();
		assertThat(this.memory.overlooked()).isNotNull();
	}

	@Test
	void aHolderThatNoLongerExistsWasNotMissed() {
		claimed();
		assertThat(this.memory.watched(held(4, "other", 20).withHolderGone(), SECOND)).isFalse();
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void noHolderIsMissedIfTheLockWasFreeOrItsOwn() {
		claimed();
		assertThat(this.memory.watched(free(3, 1, TIME), SECOND)).as("released").isFalse();
		assertThat(this.memory.watched(free(4, 0, null), SECOND)).as("emptied").isFalse();
		LockRecord edited = new LockRecord("me", 60, TIME, TIME, 7, "uid/start");
		assertThat(this.memory.watched(LockSnapshot.of(5, edited, null), SECOND)).as("edited").isFalse();
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
		assertThat(this.memory.watched(held(6, "other", 20), SECOND)).isTrue();
	}

	@Test
	void aLockHeldForLifeForgetsMissedHolders() {
		TrackedLock forLife = new TrackedLock(Duration.ofSeconds(15), true, this.own);
		forLife.watched(LockSnapshot.absent(2), 0);
		this.own.sent(LockSnapshot.absent(2), this.mine);
		forLife.wrote(LockSnapshot.of(7, this.mine, null), LockSnapshot.absent(2));
		assertThat(forLife.watched(held(4, "other", 20), SECOND)).isFalse();
		assertThat(forLife.remaining(SECOND)).as("otherwise the wait would last as long as the holder exists")
			.isLessThanOrEqualTo(0);
	}

	@Test
	void aLateEventThatAPreviousHolderIsGoneDoesNotEndTheWaitForTheCurrentOne() {
		this.memory.watched(held(4, "earlier", 20), 0);
		this.memory.watched(held(5, "other", 20), 0);
		assertThat(this.memory.watched(held(4, "earlier", 20).withHolderGone(), SECOND)).isFalse();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(19 * SECOND);
	}

	@Test
	void anOvertakenReadThatShowsANewerVersionCounts() {
		this.memory.watched(held(5, "a", 20), 0);
		OptionalLong sentAt = this.memory.highest();
		this.memory.watched(held(7, "a", 20), SECOND);
		assertThat(this.memory.read(held(9, "b", 20), sentAt, 2 * SECOND)).isTrue();
		assertThat(this.memory.remaining(2 * SECOND)).isEqualTo(20 * SECOND);
	}

}
