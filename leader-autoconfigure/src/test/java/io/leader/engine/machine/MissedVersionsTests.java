package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What late news tells of the time between two sights of the lock.
 */
class MissedVersionsTests extends HolderTrackerTest {

	@Test
	void whoHeldTheLockBetweenALookAndAClaimIsWaitedOutWhateverBecomesKnownFirst() {
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
	void whoHeldTheLockBeforeTheSightThatAClaimReplacedIsNotWaitedFor() {
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
	void aHolderBeforeARecordThatCannotBeReadIsWaitedOutAlsoIfItIsShownLater() {
		this.memory.read(LockSnapshot.absent(1), this.memory.highest(), 0);
		this.memory.read(LockSnapshot.unreadable(5, "mangled", null), this.memory.highest(), 0);
		assertThat(this.memory.watched(held(4, "other", 30), SECOND)).isTrue();
		assertThat(this.memory.remaining(SECOND)).isEqualTo(30 * SECOND);
		assertThat(this.memory.seen()).isNotNull().extracting(LockSnapshot::version).isEqualTo(5L);
	}

	@Test
	void aHolderThatReleasedTheLockAfterwardsIsNot() {
		this.memory.read(LockSnapshot.unreadable(3, "mangled", null), this.memory.highest(), 0);
		this.memory.watched(free(5, 1, TIME), SECOND);
		assertThat(this.memory.watched(held(2, "other", 30), SECOND)).isFalse();
		assertThat(this.memory.remaining(SECOND)).isLessThanOrEqualTo(0);
	}

}
