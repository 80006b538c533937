package io.leader.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * What a candidate has seen of the lock, and until when it must wait on account of it
 * (rules 2, 7 and 9). Every span counts on the candidate's own monotonic clock from the
 * arrival of the first sight of a record; times in records play no part, and neither do
 * changes of the object around the record. Confined to the engine's thread.
 */
final class LockMemory {

	private static final long NOTHING_SEEN = Long.MIN_VALUE;

	private final Duration ownLease;

	private final boolean forLife;

	private final OwnRecords own;

	private @Nullable LockSnapshot seen;

	private long first = NOTHING_SEEN;

	private long highest = NOTHING_SEEN;

	private @Nullable String holder;

	private @Nullable String holderName;

	private long heldSince;

	private long heldFor;

	private boolean heldForLife;

	/** What the present wait counts from the first sight of. */
	private @Nullable LockSnapshot waitedFor;

	private final OverlookedHolder overlooked = new OverlookedHolder();

	/**
	 * Creates an empty memory.
	 * @param ownLease for how long a holder is waited out that does not say so itself
	 * @param forLife whether a holder is waited for until it is verified to be gone
	 * @param own the candidate's own records: from itself it has nothing to wait for
	 */
	LockMemory(Duration ownLease, boolean forLife, OwnRecords own) {
		this.own = own;
		this.ownLease = ownLease;
		this.forLife = forLife;
	}

	/** The lock as last seen, or {@code null} before the first sight. */
	@Nullable LockSnapshot seen() {
		return this.seen;
	}

	/**
	 * The highest version seen so far, for {@link #read}.
	 */
	long highest() {
		return this.highest;
	}

	/**
	 * Takes in what a watch delivered.
	 * @return whether it was news; what is older than something already seen is not
	 */
	boolean watched(LockSnapshot snapshot, long now) {
		if (snapshot.version() <= this.highest && !isNewsOfHolder(snapshot)) {
			return overlooks(snapshot, now);
		}
		take(snapshot, now);
		return true;
	}

	/**
	 * Takes in the answer of a read. It counts even if its version is lower than one seen
	 * before (the store was restored from a backup), unless that version was seen only
	 * after the read was sent: then the read was overtaken.
	 * @return whether it was news
	 */
	boolean read(LockSnapshot snapshot, long highestWhenSent, long now) {
		boolean overtaken = this.highest != highestWhenSent;
		if (snapshot.isAbsent()) {
			LockSnapshot before = this.seen;
			boolean known = before != null && before.isAbsent() && (before.isHolderGone() || !snapshot.isHolderGone());
			if (overtaken || known) {
				return false;
			}
			take(snapshot, now);
			return true;
		}
		LockSnapshot before = this.seen;
		if (before != null && !before.isAbsent() && snapshot.version() == before.version()) {
			// A Pod that was gone may have come back under its name.
			boolean isBack = this.forLife && before.isHolderGone() && !snapshot.isHolderGone();
			if (!isNewsOfHolder(snapshot) && !isBack) {
				return false;
			}
			take(snapshot, now);
			return true;
		}
		if (overtaken && snapshot.version() <= this.highest) {
			return overlooks(snapshot, now);
		}
		if (snapshot.version() < this.highest) {
			this.highest = NOTHING_SEEN;
		}
		take(snapshot, now);
		return true;
	}

	/**
	 * Takes in an acknowledged write of this candidate, unless something later has been
	 * seen already: from itself it has nothing to wait for.
	 * @param snapshot the lock as written
	 * @param base the version that it replaced
	 */
	void wrote(LockSnapshot snapshot, LockSnapshot base) {
		boolean deletedSince = this.seen != null && this.seen.isAbsent() && !base.isAbsent();
		if (snapshot.version() < this.highest || deletedSince) {
			return;
		}
		if (base.isAbsent()) {
			noteGap(snapshot, true);
		}
		this.seen = snapshot;
		this.highest = snapshot.version();
		own();
	}

	/**
	 * Takes in late news: a holder that was overlooked may lead. For life nobody would
	 * ever get over such a memory.
	 */
	private boolean overlooks(LockSnapshot late, long now) {
		LockRecord record = late.record();
		if (this.forLife || !this.overlooked.isMissing(late) || record == null || this.own.isMarked(record)) {
			return false;
		}
		LockSnapshot found = this.overlooked.found();
		if (late.isHolderGone() || record.isReleased()) {
			if (found != null && found.equals(this.waitedFor) && this.seen != null && isOwn(this.seen)) {
				forget();
			}
			return false;
		}
		if (record.isFree() || holder(record).equals(this.holder)) {
			return false;
		}
		holdFor(late, record, now);
		this.overlooked.find(late);
		return true;
	}

	private void noteGap(LockSnapshot snapshot, boolean alone) {
		if (this.highest != NOTHING_SEEN && snapshot.version() > this.highest) {
			this.overlooked.noteGap(this.highest, snapshot.version(), alone);
		}
	}

	private static String holder(LockRecord record) {
		return record.holder() + "\n" + record.instance();
	}

	OverlookedHolder overlooked() {
		return this.overlooked;
	}

	/**
	 * How long the lock must still be left to its holder.
	 * @return nanoseconds; 0 or less if it may be taken, {@link Long#MAX_VALUE} if it
	 * never may
	 */
	long remaining(long now) {
		if (this.seen != null && this.seen.isForeign()) {
			return Long.MAX_VALUE;
		}
		return (this.holder != null && this.heldForLife) ? Long.MAX_VALUE : remainingOfHolder(now);
	}

	private long remainingOfHolder(long now) {
		return (this.holder != null) ? this.heldFor - (now - this.heldSince) : 0;
	}

	/** The lease that is waited for. */
	long waitSeconds() {
		return Duration.ofNanos(this.heldFor).toSeconds();
	}

	/** Whose lease is waited for, for people. */
	@Nullable String waitsFor() {
		return (this.holder != null) ? this.holderName : null;
	}

	private boolean isNewsOfHolder(LockSnapshot snapshot) {
		LockSnapshot before = this.seen;
		return snapshot.isHolderGone() && before != null && before.version() == snapshot.version()
				&& !before.isHolderGone();
	}

	private void take(LockSnapshot snapshot, long now) {
		LockRecord record = snapshot.record();
		boolean created = record != null && isOwn(snapshot) && !this.own.goesOn(record) && !isStill(record);
		if (created || record == null || (record.isFree() && !record.isReleased())) {
			noteGap(snapshot, created);
		}
		this.seen = snapshot;
		if (this.first == NOTHING_SEEN) {
			this.first = snapshot.version();
		}
		this.highest = Math.max(this.highest, snapshot.version());
		if (snapshot.isHolderGone() || (record != null && record.isReleased())) {
			this.overlooked.settle();
			forget();
		}
		else if (isOwn(snapshot)) {
			own();
		}
		else if (record != null && !record.isFree()) {
			holdFor(snapshot, record, now);
		}
		else if (record == null && !snapshot.isAbsent()) {
			// What was no record, or none that could be read, names nobody who could be
			// gone.
			this.heldForLife = false;
			hold(snapshot, "", this.ownLease, now);
			this.holderName = "a holder whose record cannot be read";
		}
		else {
			// The lock was deleted or emptied: that is no release, so its holder is
			// waited out.
			this.waitedFor = null;
		}
	}

	private void holdFor(LockSnapshot snapshot, LockRecord record, long now) {
		int seconds = record.leaseDurationSeconds();
		// A write of a former life in this Pod may land late, and one of this life may
		// have been forgotten; this Pod will not be found to be gone.
		this.heldForLife = this.forLife && !this.own.isOfThisPod(record);
		hold(snapshot, holder(record), (seconds > 0) ? Duration.ofSeconds(seconds) : this.ownLease, now);
		this.holderName = record.printableHolder();
	}

	/**
	 * The lock is this candidate's. Whom its claim replaced is waited out; but another
	 * may have held the lock before it was deleted, and have become known only since the
	 * claim was sent. For life nobody would ever get over such a memory.
	 */
	private void own() {
		this.waitedFor = null;
		if (this.heldForLife) {
			forget();
		}
	}

	/**
	 * Whether the lock holds one of this candidate's own writes, or one of its former
	 * life in this Pod, which wrote before this one began: no version after the first is
	 * by it.
	 */
	boolean isOwn(LockSnapshot snapshot) {
		LockRecord record = snapshot.record();
		return record != null
				&& (this.own.contains(record) || (snapshot.version() == this.first && this.own.isOfFormerLife(record)));
	}

	private void hold(LockSnapshot snapshot, String newHolder, Duration duration, long now) {
		LockSnapshot before = this.waitedFor;
		if (this.holder != null && before != null && before.hasSameContent(snapshot)) {
			// Only the object around the record has changed.
			return;
		}
		this.waitedFor = snapshot;
		long nanos = duration.toNanos();
		boolean sameHolder = newHolder.equals(this.holder) && !newHolder.isEmpty();
		this.heldFor = sameHolder ? nanos : Math.max(nanos, remainingOfHolder(now));
		this.heldSince = now;
		this.holder = newHolder;
	}

	private boolean isStill(LockRecord record) {
		LockRecord before = (this.seen != null) ? this.seen.record() : null;
		return before != null && this.own.areSame(before, record);
	}

	private void forget() {
		this.holder = null;
		this.waitedFor = null;
	}

}
