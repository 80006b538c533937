package io.leader.engine.machine;

import java.time.Duration;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

class HolderTrackerTests extends HolderTrackerTest {

	@Test
	void waitsForTheRecordsDurationFromTheMomentAVersionIsFirstSeen() {
		this.memory.watched(held(1, "other", 20), 100 * SECOND);
		assertThat(this.memory.remaining(100 * SECOND)).isEqualTo(20 * SECOND);
		this.memory.read(held(1, "other", 20), this.memory.highest(), 110 * SECOND);
		assertThat(this.memory.remaining(110 * SECOND)).as("seen before").isEqualTo(10 * SECOND);
		this.memory.watched(renewed(2, "other", 20), 115 * SECOND);
		assertThat(this.memory.remaining(115 * SECOND)).as("a renewal").isEqualTo(20 * SECOND);
		assertThat(this.memory.remaining(135 * SECOND)).isZero();
	}

	@Test
	void aChangeOutsideTheRecordNeitherProlongsNorShortensTheWait() {
		this.memory.watched(held(1, "other", 20), 100 * SECOND);
		for (int i = 1; i <= 10; i++) {
			this.memory.watched(held(1 + i, "other", 20), (100 + 2 * i) * SECOND);
		}
		assertThat(this.memory.seen()).isNotNull().extracting(LockSnapshot::version).isEqualTo(11L);
		assertThat(this.memory.remaining(119 * SECOND)).isEqualTo(SECOND);
		assertThat(this.memory.remaining(120 * SECOND)).isZero();
		this.memory.watched(renewed(12, "other", 20), 121 * SECOND);
		assertThat(this.memory.remaining(121 * SECOND)).isEqualTo(20 * SECOND);
	}

	@Test
	void theSameRecordAfterADeletionStartsANewWait() {
		this.memory.watched(held(1, "other", 20), 100 * SECOND);
		this.memory.watched(LockSnapshot.absent(2), 110 * SECOND);
		this.memory.watched(held(3, "other", 20), 111 * SECOND);
		assertThat(this.memory.remaining(111 * SECOND)).isEqualTo(20 * SECOND);
	}

	@Test
	void anUnreadableRecordIsFreeAfterALeaseDespiteUnrelatedChanges() {
		this.memory.watched(LockSnapshot.unreadable(1, "mangled", "x", null), 0);
		this.memory.watched(LockSnapshot.unreadable(2, "mangled", "x", null), 10 * SECOND);
		assertThat(this.memory.remaining(10 * SECOND)).isEqualTo(5 * SECOND);
		this.memory.watched(LockSnapshot.unreadable(3, "mangled", "y", null), 12 * SECOND);
		assertThat(this.memory.remaining(12 * SECOND)).isEqualTo(15 * SECOND);
	}

	@Test
	void aRecordWithoutADurationIsWaitedOutForTheConfiguredLease() {
		this.memory.watched(held(1, "other", 0), 0);
		assertThat(this.memory.remaining(0)).isEqualTo(15 * SECOND);
	}

	@Test
	void anObjectThatIsNotALockIsForgottenOnceItIsGone() {
		this.memory.watched(LockSnapshot.foreign(1, "no lock"), 0);
		assertThat(this.memory.remaining(100 * SECOND)).isEqualTo(Long.MAX_VALUE);
		this.memory.watched(LockSnapshot.absent(2), 100 * SECOND);
		assertThat(this.memory.remaining(100 * SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void aHolderForLifeIsWaitedForUntilItIsGone() {
		TrackedLock forLife = new TrackedLock(Duration.ofSeconds(15), true, this.own);
		forLife.watched(held(1, "other", 20), 0);
		assertThat(forLife.remaining(1000 * SECOND)).isEqualTo(Long.MAX_VALUE);
		forLife.watched(LockSnapshot.absent(2), 1000 * SECOND);
		assertThat(forLife.remaining(2000 * SECOND)).isEqualTo(Long.MAX_VALUE);
		assertThat(forLife.read(LockSnapshot.absent(), forLife.highest(), 2000 * SECOND)).as("no news").isFalse();
		assertThat(forLife.read(LockSnapshot.absent().withHolderGone(), forLife.highest(), 2000 * SECOND)).isTrue();
		assertThat(forLife.remaining(2000 * SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void withALockForLifeAnObjectThatIsNotALockIsNotWaitedForForever() {
		TrackedLock forLife = new TrackedLock(Duration.ofSeconds(15), true, this.own);
		forLife.watched(LockSnapshot.foreign(1, "no lock"), 0);
		assertThat(forLife.remaining(100 * SECOND)).isEqualTo(Long.MAX_VALUE);
		forLife.watched(LockSnapshot.absent(2), 100 * SECOND);
		assertThat(forLife.remaining(115 * SECOND)).isLessThanOrEqualTo(0);
	}

	/**
	 * The holder may have renewed the lock until just before the lock was deleted. A
	 * candidate that could not reach the server did not observe these renewals.
	 */
	@Test
	void aLockThatIsFoundDeletedIsLeftToItsHolderForAnotherLease() {
		this.memory.watched(held(1, "other", 20), 0);
		this.memory.read(LockSnapshot.absent(), this.memory.highest(), 19 * SECOND);
		assertThat(this.memory.remaining(19 * SECOND)).isEqualTo(20 * SECOND);
		this.memory.watched(held(3, "other", 20), 20 * SECOND);
		this.memory.read(LockSnapshot.absent(), this.memory.highest(), 50 * SECOND);
		assertThat(this.memory.remaining(50 * SECOND)).isEqualTo(20 * SECOND);
	}

	@Test
	void aHolderWhoseRecordWasMangledMayHaveRenewedUntilThen() {
		this.memory.watched(held(1, "other", 60), 0);
		this.memory.read(LockSnapshot.unreadable(9, "mangled", null), this.memory.highest(), 55 * SECOND);
		assertThat(this.memory.remaining(55 * SECOND)).isEqualTo(60 * SECOND);
		this.memory.read(LockSnapshot.absent(), this.memory.highest(), 100 * SECOND);
		assertThat(this.memory.remaining(100 * SECOND)).isEqualTo(60 * SECOND);
	}

	@Test
	void aReleaseEndsTheWait() {
		this.memory.watched(held(1, "other", 20), 0);
		this.memory.watched(free(2, 1, TIME), SECOND);
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void neitherADeletionNorAnEmptyOrUnreadableRecordEndsTheWait() {
		this.memory.watched(held(1, "other", 20), 0);
		this.memory.watched(free(2, 0, null), SECOND);
		assertThat(this.memory.remaining(SECOND)).as("emptied").isEqualTo(20 * SECOND);
		this.memory.watched(LockSnapshot.absent(3), 2 * SECOND);
		assertThat(this.memory.remaining(2 * SECOND)).as("deleted").isEqualTo(19 * SECOND);
		this.memory.watched(LockSnapshot.unreadable(4, "mangled", null), 3 * SECOND);
		assertThat(this.memory.remaining(3 * SECOND)).as("mangled: the longer of the two").isEqualTo(18 * SECOND);
		this.memory.watched(LockSnapshot.unreadable(5, "mangled", null), 10 * SECOND);
		assertThat(this.memory.remaining(10 * SECOND)).as("mangled: the longer of the two").isEqualTo(15 * SECOND);
	}

	@Test
	void anAbsentOrEmptyLockIsFreeIfNoHolderIsRemembered() {
		this.memory.read(LockSnapshot.absent(), this.memory.highest(), 0);
		assertThat(this.memory.remaining(0)).isLessThanOrEqualTo(0);
		this.memory.watched(free(1, 0, null), 0);
		assertThat(this.memory.remaining(0)).isLessThanOrEqualTo(0);
	}

	@Test
	void anEditToAnotherHolderDoesNotShortenTheWaitForTheFirst() {
		this.memory.watched(held(1, "first", 60), 0);
		this.memory.watched(held(2, "second", 1), SECOND);
		assertThat(this.memory.remaining(SECOND)).isEqualTo(59 * SECOND);
	}

	@Test
	void theSameHolderMayShortenItsOwnDuration() {
		this.memory.watched(held(1, "first", 60), 0);
		this.memory.watched(held(2, "first", 1), SECOND);
		assertThat(this.memory.remaining(SECOND)).as("fabric8 releases like this").isEqualTo(SECOND);
	}

	@Test
	void aHolderThatNoLongerExistsIsNotWaitedFor() {
		this.memory.watched(held(1, "first", 60), 0);
		assertThat(this.memory.watched(held(1, "first", 60).withHolderGone(), SECOND)).isTrue();
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
	}

	@Test
	void aForeignLockIsNeverFree() {
		this.memory.watched(LockSnapshot.foreign(1, "not ours"), 0);
		assertThat(this.memory.remaining(1000 * SECOND)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void anOlderVersionIsIgnored() {
		this.memory.watched(held(5, "new", 20), 0);
		assertThat(this.memory.watched(held(4, "old", 20), SECOND)).isFalse();
		assertThat(this.memory.seen().record().holder()).isEqualTo("new");
	}

	@Test
	void aReadOvertakenByTheWatchIsIgnored() {
		this.memory.watched(held(5, "a", 20), 0);
		OptionalLong sentAt = this.memory.highest();
		this.memory.watched(held(7, "b", 20), SECOND);
		assertThat(this.memory.read(held(6, "a", 20), sentAt, 2 * SECOND)).isFalse();
		assertThat(this.memory.read(LockSnapshot.absent(), sentAt, 2 * SECOND)).isFalse();
		assertThat(this.memory.seen().version()).isEqualTo(7);
	}

	@Test
	void aReadCountsEvenIfTheStoreWasRestoredFromABackup() {
		this.memory.watched(held(500, "a", 20), 0);
		assertThat(this.memory.read(held(100, "b", 20), this.memory.highest(), SECOND)).isTrue();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(20 * SECOND);
		assertThat(this.memory.watched(held(101, "b", 20), 2 * SECOND)).isTrue();
	}

	@Test
	void hugeDurationsDoNotOverflow() {
		this.memory.watched(held(1, "other", Integer.MAX_VALUE), 0);
		assertThat(this.memory.remaining(SECOND)).isPositive().isGreaterThan(2_000_000_000L * SECOND);
	}

	@Test
	void waitsForNobodyAfterAnUnrelatedChangeAndTheDeletionOfItsOwnLock() {
		LockRecord mine = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");
		for (boolean forLife : new boolean[] { false, true }) {
			RememberedRecords records = new RememberedRecords("me", new InstanceMark("uid", "start"),
					Duration.ofSeconds(1));
			TrackedLock memory = new TrackedLock(Duration.ofSeconds(15), forLife, records);
			records.sent(LockSnapshot.absent(), mine);
			memory.watched(LockSnapshot.of(1, mine, null), 0);
			memory.watched(LockSnapshot.of(3, mine, null), 2 * SECOND);
			memory.watched(LockSnapshot.absent(4), 3 * SECOND);
			assertThat(memory.remaining(3 * SECOND)).isLessThanOrEqualTo(0);
		}
	}

	@Test
	void failedReleasesDoNotMakeItForgetItsOwnRecord() {
		LockRecord mine = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");
		LockSnapshot held = LockSnapshot.of(1, mine, null);
		this.own.sent(LockSnapshot.absent(), mine);
		for (int i = 0; i < 100; i++) {
			this.own.sent(held, mine.releasedAt(TIME.plusSeconds(i)));
		}
		assertThat(this.own.contains(mine)).isTrue();
		assertThat(this.own.continuesTerm(mine)).as("the claim replaced no record of its own").isFalse();
		LockRecord renewed = mine.renewedAt(TIME.plusSeconds(5), Duration.ofSeconds(1));
		this.own.sent(held, renewed);
		assertThat(this.own.continuesTerm(renewed)).isTrue();
	}

	@Test
	void waitsOutARecordUnderItsOwnMarkThatItDidNotSend() {
		this.memory.watched(LockSnapshot.of(1, new LockRecord("me", 15, TIME, TIME, 1, "uid/start"), null), 0);
		this.memory.watched(LockSnapshot.absent(2), SECOND);
		assertThat(this.memory.remaining(SECOND)).isEqualTo(15 * SECOND);
	}

	@Test
	void aHolderForLifeThatReturnsIsWaitedForAgain() {
		TrackedLock forLife = new TrackedLock(Duration.ofSeconds(15), true, this.own);
		LockSnapshot held = held(1, "pod-0", 15);
		forLife.read(held.withHolderGone(), forLife.highest(), 0);
		assertThat(forLife.remaining(0)).isLessThanOrEqualTo(0);
		assertThat(forLife.read(held, forLife.highest(), SECOND)).isTrue();
		assertThat(forLife.remaining(SECOND)).isEqualTo(Long.MAX_VALUE);
		assertThat(forLife.read(held, forLife.highest(), SECOND)).as("no news").isFalse();
	}

	@Test
	void waitsForNobodyAfterTheLockOfItsEarlierStartWasDeleted() {
		LockRecord earlier = new LockRecord("me", 15, TIME, TIME, 1, "uid/earlier");
		this.memory.watched(LockSnapshot.of(1, earlier, null), 0);
		this.memory.watched(LockSnapshot.absent(2), SECOND);
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
		this.memory.watched(LockSnapshot.of(3, earlier, null), 2 * SECOND);
		assertThat(this.memory.remaining(2 * SECOND)).as("another holder's record, since it came later").isPositive();
	}

	@Test
	void withALockForLifeALateWriteOfAnEarlierStartIsWaitedOutForALease() {
		TrackedLock forLife = new TrackedLock(Duration.ofSeconds(15), true, this.own);
		forLife.watched(LockSnapshot.absent(1), 0);
		forLife.watched(LockSnapshot.of(2, new LockRecord("me", 20, TIME, TIME, 1, "uid/earlier"), null), 0);
		assertThat(forLife.remaining(0)).isEqualTo(20 * SECOND);
		forLife.watched(held(3, "other", 20), SECOND);
		assertThat(forLife.remaining(100 * SECOND)).isEqualTo(Long.MAX_VALUE);
		LockRecord forgotten = new LockRecord("me", 20, TIME, TIME, 1, "uid/start");
		TrackedLock own = new TrackedLock(Duration.ofSeconds(15), true, this.own);
		own.watched(LockSnapshot.of(4, forgotten, null), 0);
		assertThat(own.remaining(0)).as("under its own mark, but not known to have been sent").isEqualTo(20 * SECOND);
	}

	@Test
	void aRecordMangledTwiceDoesNotShortenThePreviousHoldersLease() {
		this.memory.watched(held(1, "other", 30), 0);
		this.memory.watched(LockSnapshot.unreadable(2, "mangled", null), SECOND);
		this.memory.watched(LockSnapshot.unreadable(3, "mangled", null), 2 * SECOND);
		assertThat(this.memory.remaining(2 * SECOND)).isEqualTo(29 * SECOND);
	}

	@Test
	void aHolderDiscoveredAfterTheClaimWasSentIsNotForgotten() {
		this.memory.watched(held(1, "other", 15), 0);
		this.memory.watched(LockSnapshot.absent(2), SECOND);
		LockRecord mine = new LockRecord("me", 15, TIME, TIME, 1, "uid/start");
		this.own.sent(LockSnapshot.absent(), mine);
		this.memory.watched(LockSnapshot.of(3, mine, null), 2 * SECOND);
		this.memory.wrote(LockSnapshot.of(3, mine, null), LockSnapshot.absent());
		this.memory.watched(LockSnapshot.absent(4), 3 * SECOND);
		assertThat(this.memory.remaining(3 * SECOND)).isEqualTo(13 * SECOND);
		TrackedLock forLife = new TrackedLock(Duration.ofSeconds(15), true, this.own);
		forLife.watched(held(1, "other", 15), 0);
		forLife.watched(LockSnapshot.absent(2), SECOND);
		forLife.wrote(held(3, "me", 15), LockSnapshot.absent());
		forLife.watched(LockSnapshot.absent(4), 3 * SECOND);
		assertThat(forLife.remaining(3 * SECOND)).as("otherwise all candidates would wait for each other")
			.isLessThanOrEqualTo(0);
	}

}
