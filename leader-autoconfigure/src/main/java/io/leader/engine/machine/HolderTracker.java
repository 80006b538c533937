package io.leader.engine.machine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * What a candidate has observed of the lock, and how long it must wait for the holder
 * (rules 2, 7, and 9). Every span is measured on the candidate's own monotonic clock from
 * the first observation of a record, or from the observation that the record has
 * disappeared. Times in records are never compared with a clock, and changes to the
 * object around the record are ignored.
 *
 * @param last the last observed state of the lock
 * @param first the version that was observed first
 * @param highest the highest observed version since the store was last found to have been
 * restored from a backup
 * @param awaited the holder to wait for
 * @param missed the range of versions in which another holder may have been missed
 * @param overlooked a snapshot of the lock with a holder that was observed late, if any
 */
public record HolderTracker(Optional<LockSnapshot> last, OptionalLong first, OptionalLong highest, Wait awaited,
		MissedVersions missed, Optional<LockSnapshot> overlooked) {

	/** Nothing has been observed. */
	static final HolderTracker EMPTY = new HolderTracker(Optional.empty(), OptionalLong.empty(), OptionalLong.empty(),
			new Wait.ForNobody(), MissedVersions.none(), Optional.empty());

	/**
	 * The outcome of an observation.
	 *
	 * @param tracker the updated tracker
	 * @param news whether the candidate must react to the observation
	 */
	record Update(HolderTracker tracker, boolean news) {
	}

	/**
	 * The context in which an observation is evaluated.
	 *
	 * @param rules the rules
	 * @param own the records of this candidate, which does not wait for itself
	 * @param now the current time
	 */
	record Viewpoint(Rules rules, SentRecords own, long now) {
	}

	/**
	 * Processes a snapshot from a watch. A snapshot that is not newer than one already
	 * observed is treated as a late observation, unless it reveals that the last observed
	 * holder is gone. A record that this candidate wrote to replace another one is
	 * outdated, and therefore ignored, if a read has since found the lock absent.
	 */
	Update watched(LockSnapshot snapshot, Viewpoint from) {
		if (!isAbove(snapshot.version()) && !isNewsOfHolder(snapshot)) {
			return late(snapshot, from);
		}
		LockRecord record = snapshot.record();
		boolean gone = this.last.filter((one) -> one.isAbsent() && one.version() < 0).isPresent();
		if (gone && record != null && from.own().contains(record) && !from.own().hasCreated(record)) {
			return new Update(this, false);
		}
		return new Update(take(snapshot, from), true);
	}

	/**
	 * Processes the result of a read. The result is used even if its version is lower
	 * than one observed before, since the store may have been restored from a backup. If
	 * the higher version was observed only after the read was sent, the read was
	 * overtaken, and its result is treated as a late observation, or ignored if the lock
	 * was absent.
	 */
	Update read(LockSnapshot snapshot, OptionalLong highestWhenSent, Viewpoint from) {
		boolean overtaken = !this.highest.equals(highestWhenSent);
		LockSnapshot before = this.last.orElse(null);
		if (snapshot.isAbsent()) {
			boolean known = before != null && before.isAbsent() && (before.isHolderGone() || !snapshot.isHolderGone());
			return (overtaken || known) ? new Update(this, false) : new Update(take(snapshot, from), true);
		}
		if (before != null && !before.isAbsent() && snapshot.version() == before.version()) {
			// A Pod that was reported as gone may exist again.
			boolean isBack = from.rules().lock().heldForLife() && before.isHolderGone() && !snapshot.isHolderGone();
			return (isNewsOfHolder(snapshot) || isBack) ? new Update(take(snapshot, from), true)
					: new Update(this, false);
		}
		if (overtaken && !isAbove(snapshot.version())) {
			return late(snapshot, from);
		}
		boolean restored = this.highest.isPresent() && snapshot.version() < this.highest.getAsLong();
		HolderTracker base = restored ? new HolderTracker(this.last, this.first, OptionalLong.empty(), this.awaited,
				this.missed, this.overlooked) : this;
		return new Update(base.take(snapshot, from), true);
	}

	/**
	 * Processes an acknowledged write of this candidate, which does not wait for itself.
	 * The write is ignored if this or a later version has already been observed, or if
	 * the lock was observed to be deleted in the meantime.
	 * @param snapshot the lock as written
	 * @param base the snapshot that it replaced
	 * @param now the current time
	 */
	HolderTracker wrote(LockSnapshot snapshot, LockSnapshot base, long now) {
		boolean deletedSince = this.last.isPresent() && this.last.get().isAbsent() && !base.isAbsent();
		boolean overtaken = this.highest.isPresent() && snapshot.version() <= this.highest.getAsLong();
		if (overtaken || deletedSince) {
			return this;
		}
		MissedVersions gap = base.isAbsent() ? gapBefore(snapshot, true) : this.missed;
		return new HolderTracker(Optional.of(snapshot), this.first, OptionalLong.of(snapshot.version()),
				this.awaited.own(base.isAbsent(), now), gap, this.overlooked);
	}

	/**
	 * Processes a late observation, which may reveal a holder that was missed and may
	 * still lead. The observation is ignored if its version cannot belong to a missed
	 * holder, or if the lock is held for life, since a wait for that holder would never
	 * end. The wait for a holder that was observed late ends if the lock now contains a
	 * record of this candidate and a further late observation shows that the lock was
	 * released or that its holder is gone.
	 */
	private Update late(LockSnapshot late, Viewpoint from) {
		LockRecord record = late.record();
		if (from.rules().lock().heldForLife() || !this.missed.contains(late.version()) || record == null
				|| from.own().isMarked(record)) {
			return new Update(this, false);
		}
		HolderTracker next = with(this.awaited, this.missed.after(late.version()), this.overlooked);
		if (late.isHolderGone() || record.isReleased()) {
			boolean settled = this.overlooked.isPresent() && this.awaited.isForRecordOf(this.overlooked.get())
					&& this.last.isPresent() && isOwn(this.last.get(), from.own());
			return new Update(settled ? next.with(new Wait.ForNobody(), next.missed, next.overlooked) : next, false);
		}
		// Unlike a release, the disappearance of a record says nothing about earlier
		// holders.
		return record.isFree() ? new Update(this, false)
				: new Update(next.with(next.held(late, record, from), next.missed, Optional.of(late)), true);
	}

	private HolderTracker take(LockSnapshot snapshot, Viewpoint from) {
		LockRecord record = snapshot.record();
		boolean created = record != null && isOwn(snapshot, from.own()) && !from.own().continuesTerm(record)
				&& !isStill(record, from.own());
		boolean gap = created || record == null || (record.isFree() && !record.isReleased());
		long version = snapshot.version();
		HolderTracker next = new HolderTracker(Optional.of(snapshot),
				this.first.isPresent() ? this.first : OptionalLong.of(version),
				isAbove(version) ? OptionalLong.of(version) : this.highest, this.awaited,
				gap ? gapBefore(snapshot, created) : this.missed, this.overlooked);
		if (snapshot.isHolderGone() || (record != null && record.isReleased())) {
			return next.with(new Wait.ForNobody(), MissedVersions.none(), next.overlooked);
		}
		return next.with(next.waitAfter(snapshot, from), next.missed, next.overlooked);
	}

	private Wait waitAfter(LockSnapshot snapshot, Viewpoint from) {
		LockRecord record = snapshot.record();
		if (record != null && isOwn(snapshot, from.own())) {
			return this.awaited.own(from.own().hasCreated(record), from.now());
		}
		if (record != null && !record.isFree()) {
			return held(snapshot, record, from);
		}
		if (record == null && !snapshot.isAbsent()) {
			// This wait must be bounded: an unreadable record does not identify its
			// holder, so it can never be determined that the holder is gone.
			Wait before = this.awaited.isUnreadable() ? this.awaited : this.awaited.withoutRecord(from.now());
			return before.hold(snapshot, "", "a holder whose record cannot be parsed", from.rules().lease(), false,
					from.now());
		}
		// The lock was deleted or emptied, which is not a release, so the candidate
		// continues to wait for the last holder.
		return this.awaited.withoutRecord(from.now());
	}

	/**
	 * Returns the wait for a holder. If the holder is this Pod, the wait is never for
	 * life, since this Pod can never be reported as gone. A record that names this Pod
	 * may be a late write of an earlier process in the Pod, or one that this process
	 * wrote and no longer remembers.
	 */
	private Wait held(LockSnapshot snapshot, LockRecord record, Viewpoint from) {
		int seconds = record.leaseDurationSeconds();
		boolean forLife = from.rules().lock().heldForLife() && !from.own().isOfThisPod(record);
		long span = (seconds > 0) ? Duration.ofSeconds(seconds).toNanos() : from.rules().lease();
		return this.awaited.hold(snapshot, Wait.key(record), record.printableHolder(), span, forLife, from.now());
	}

	private MissedVersions gapBefore(LockSnapshot snapshot, boolean alone) {
		return (this.highest.isPresent() && snapshot.version() > this.highest.getAsLong())
				? this.missed.and(this.highest.getAsLong(), snapshot.version(), alone) : this.missed;
	}

	private boolean isAbove(long version) {
		return this.highest.isEmpty() || version > this.highest.getAsLong();
	}

	private boolean isNewsOfHolder(LockSnapshot snapshot) {
		LockSnapshot before = this.last.orElse(null);
		return snapshot.isHolderGone() && before != null && before.version() == snapshot.version()
				&& !before.isHolderGone();
	}

	private boolean isStill(LockRecord record, SentRecords own) {
		LockRecord before = this.last.isPresent() ? this.last.get().record() : null;
		return before != null && own.areSame(before, record);
	}

	/**
	 * Returns whether the lock contains a record of this candidate or of an earlier run
	 * in this Pod. A record of an earlier run counts only in the version that was
	 * observed first, since a record that appears later with such a mark may belong to a
	 * process that is still running.
	 */
	boolean isOwn(LockSnapshot snapshot, SentRecords own) {
		LockRecord record = snapshot.record();
		boolean isFirst = this.first.isPresent() && this.first.getAsLong() == snapshot.version();
		return record != null && (own.contains(record) || (isFirst && own.isOfEarlierStart(record)));
	}

	/**
	 * Returns whether the lock cannot be acquired no matter how long the candidate waits,
	 * because the object is not a usable lock or the holder keeps the lock for life.
	 */
	boolean isTakenForGood() {
		return (this.last.isPresent() && this.last.get().isForeign()) || this.awaited.isForLife();
	}

	/**
	 * Returns how much longer this candidate must wait for the holder, in nanoseconds; 0
	 * or less if the lock may be acquired. Meaningless if the lock is
	 * {@linkplain #isTakenForGood() taken for good}.
	 */
	long remaining(long now) {
		return this.awaited.remaining(now);
	}

	public boolean isTaken(long now) {
		return isTakenForGood() || remaining(now) > 0;
	}

	HolderTracker withoutOverlooked() {
		return with(this.awaited, this.missed, Optional.empty());
	}

	private HolderTracker with(Wait newWait, MissedVersions newMissed, Optional<LockSnapshot> newOverlooked) {
		return new HolderTracker(this.last, this.first, this.highest, newWait, newMissed, newOverlooked);
	}

}
