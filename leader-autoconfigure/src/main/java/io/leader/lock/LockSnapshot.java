package io.leader.lock;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One version of a lock as it was seen.
 * <p>
 * Immutable. Two snapshots are equal if they show the same: the same version, record, and
 * reason, and whether the holder is gone. What a lock keeps in {@link #source()} does not
 * count, since two snapshots of one version come from the same object. Locks make
 * snapshots with the factory methods and get them back in
 * {@link ElectionLock#replace(LockSnapshot, LockRecord, java.time.Duration)} and
 * {@link ElectionLock#watch(LockSnapshot, LockWatcher, java.time.Duration)}.
 */
public final class LockSnapshot {

	private enum Kind {

		ABSENT, RECORD, UNREADABLE, FOREIGN

	}

	private static final long UNKNOWN = -1;

	private final Kind kind;

	private final long version;

	private final @Nullable LockRecord record;

	private final @Nullable String reason;

	private final boolean holderGone;

	private final @Nullable Object content;

	private final @Nullable Object source;

	private LockSnapshot(Kind kind, long version, @Nullable LockRecord record, @Nullable String reason,
			boolean holderGone, @Nullable Object content, @Nullable Object source) {
		this.kind = kind;
		this.version = version;
		this.record = record;
		this.reason = reason;
		this.holderGone = holderGone;
		this.content = content;
		this.source = source;
	}

	/**
	 * The lock does not exist, and nothing says since which version.
	 * @return a snapshot without a version
	 */
	public static LockSnapshot absent() {
		return absent(UNKNOWN);
	}

	/**
	 * The lock was deleted.
	 * @param version the version of the deletion
	 * @return a snapshot of a lock that is not there
	 */
	public static LockSnapshot absent(long version) {
		return new LockSnapshot(Kind.ABSENT, version, null, null, false, null, null);
	}

	/**
	 * The lock exists and its record can be read.
	 * @param version the version, larger than that of every earlier state of this lock
	 * @param record the record
	 * @param source what the lock itself wants to find again when it replaces this
	 * version
	 * @return the snapshot
	 */
	public static LockSnapshot of(long version, LockRecord record, @Nullable Object source) {
		return new LockSnapshot(Kind.RECORD, version, record, null, false, record, source);
	}

	/**
	 * The lock exists, but its record makes no sense. It counts as held until it has been
	 * unchanged for the configured lease duration.
	 * @param version the version
	 * @param reason what is wrong, as the end of a sentence for the log
	 * @param content what stands in the place of the record, compared with
	 * {@code equals}: a change of the lock's object that leaves it alone does not prolong
	 * the wait
	 * @param source what the lock itself wants to find again when it replaces this
	 * version
	 * @return the snapshot
	 */
	public static LockSnapshot unreadable(long version, String reason, Object content, @Nullable Object source) {
		return new LockSnapshot(Kind.UNREADABLE, version, null, reason, false, content, source);
	}

	/**
	 * As above, for a lock that cannot tell a change of the record from another: every
	 * new version counts as a change.
	 * @param version the version
	 * @param reason what is wrong, as the end of a sentence for the log
	 * @param source what the lock itself wants to find again when it replaces this
	 * version
	 * @return the snapshot
	 */
	public static LockSnapshot unreadable(long version, String reason, @Nullable Object source) {
		return unreadable(version, reason, version, source);
	}

	/**
	 * There is something under this name that must not be used as a lock, however long it
	 * stays unchanged.
	 * @param version the version
	 * @param reason what it is, as the end of a sentence for the log
	 * @return the snapshot
	 */
	public static LockSnapshot foreign(long version, String reason) {
		return new LockSnapshot(Kind.FOREIGN, version, null, reason, false, null, null);
	}

	/**
	 * The same version, of whose holder it has been verified that it no longer exists. A
	 * lock may say so of a Pod whose uid is gone or of a process that has ended, never of
	 * one that merely does not answer.
	 * @return a snapshot that may be replaced without waiting
	 */
	public LockSnapshot withHolderGone() {
		return new LockSnapshot(this.kind, this.version, this.record, this.reason, true, this.content, this.source);
	}

	/**
	 * The same version, with something to say about it in the log and the status.
	 * @param sentence what people should know
	 * @return a snapshot with that reason, unless it has one already
	 */
	public LockSnapshot withWarning(String sentence) {
		return (this.reason != null) ? this : new LockSnapshot(this.kind, this.version, this.record, sentence,
				this.holderGone, this.content, this.source);
	}

	/**
	 * The version, which grows with every change of the lock, also across its deletion.
	 * @return the version, or a negative number if it is not known
	 */
	public long version() {
		return this.version;
	}

	/**
	 * The record.
	 * @return {@code null} if the lock is absent, unreadable or foreign
	 */
	public @Nullable LockRecord record() {
		return this.record;
	}

	/**
	 * What the lock put in when it made this snapshot.
	 * @return the source
	 */
	public @Nullable Object source() {
		return this.source;
	}

	/**
	 * What is wrong with the lock.
	 * @return the end of a sentence, or {@code null} if nothing is wrong
	 */
	public @Nullable String reason() {
		return this.reason;
	}

	/**
	 * Whether the holder verifiably no longer exists.
	 * @return {@code true} if there is nobody to wait for
	 */
	public boolean isHolderGone() {
		return this.holderGone;
	}

	/**
	 * Whether the lock does not exist.
	 * @return {@code true} if it would have to be created
	 */
	public boolean isAbsent() {
		return this.kind == Kind.ABSENT;
	}

	/**
	 * Whether both hold the same record, or the same in its place, as opposed to the
	 * object around it.
	 * @param other the other snapshot
	 * @return {@code true} if only the object around the record has changed, or nothing
	 */
	public boolean hasSameContent(LockSnapshot other) {
		return this.kind == other.kind && Objects.equals(this.content, other.content);
	}

	/**
	 * Whether there is something under the lock's name that must not be used as a lock.
	 * @return {@code true} if it must be left alone, however long it stays unchanged
	 */
	public boolean isForeign() {
		return this.kind == Kind.FOREIGN;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockSnapshot snapshot && this.kind == snapshot.kind && this.version == snapshot.version
				&& this.holderGone == snapshot.holderGone && Objects.equals(this.record, snapshot.record)
				&& Objects.equals(this.reason, snapshot.reason) && Objects.equals(this.content, snapshot.content);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.kind, this.version, this.record, this.reason, this.holderGone, this.content);
	}

	@Override
	public String toString() {
		return this.kind + " version " + this.version + ((this.record != null) ? " " + this.record : "")
				+ ((this.reason != null) ? " (" + this.reason + ")" : "") + (this.holderGone ? " holder gone" : "");
	}

}
