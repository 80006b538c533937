package io.leader.lock;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LockSnapshotTests {

	private static final LockRecord RECORD = new LockRecord("me", 15, Instant.EPOCH, Instant.EPOCH, 1, "-/1");

	private final LockSnapshot snapshot = LockSnapshot.of(7, RECORD, "source");

	@Test
	void snapshotsWithTheSameContentAreEqualWhateverTheirSource() {
		LockRecord same = new LockRecord("me", 15, Instant.EPOCH, Instant.EPOCH, 1, "-/1");
		assertThat(this.snapshot).isEqualTo(LockSnapshot.of(7, same, null))
			.hasSameHashCodeAs(LockSnapshot.of(7, same, null));
		assertThat(this.snapshot.withHolderGone()).isEqualTo(LockSnapshot.of(7, same, null).withHolderGone());
		assertThat(LockSnapshot.absent()).isEqualTo(LockSnapshot.absent());
		assertThat(LockSnapshot.unreadable(7, "is empty", List.of(1), null))
			.isEqualTo(LockSnapshot.unreadable(7, "is empty", List.of(1), "source"));
		assertThat(LockSnapshot.foreign(7, "is no lock")).isEqualTo(LockSnapshot.foreign(7, "is no lock"));
	}

	@Test
	void snapshotsThatShowDifferentContentAreNotEqual() {
		assertThat(List.of(this.snapshot, LockSnapshot.of(8, RECORD, "source"),
				LockSnapshot.of(7, RECORD.releasedAt(Instant.EPOCH), "source"), this.snapshot.withHolderGone(),
				this.snapshot.withWarning("is being deleted"), this.snapshot.withWarning("waits"),
				LockSnapshot.unreadable(7, "is empty", "content", null),
				LockSnapshot.unreadable(7, "is empty", "another", null), LockSnapshot.foreign(7, "is empty"),
				LockSnapshot.absent(7), LockSnapshot.absent()))
			.doesNotHaveDuplicates();
		assertThat(this.snapshot).isNotEqualTo("snapshot");
	}

}
