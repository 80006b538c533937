package io.leader.lock;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One observed version of a lock.
 * <p>
 * Immutable. Two snapshots are equal if they have the same version, content, and reason,
 * and agree on whether the holder is gone. {@link #source()} is not compared, since two
 * snapshots of one version come from the same object. Locks create snapshots with the
 * factory methods and receive them in
 * {@link ElectionLock#replace(LockSnapshot, LockRecord, java.time.Duration)} and
 * {@link ElectionLock#watch(LockSnapshot, LockWatcher, java.time.Duration)}.
 *
 * @since 0.1.0
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
	 * Creates a snapshot of a lock that does not exist, for use if the version of its
	 * deletion is not known.
	 * @return a snapshot without a version
	 */
	public static LockSnapshot absent() {
		return absent(UNKNOWN);
	}

	/**
	 * Creates a snapshot of a lock that was deleted.
	 * @param version the version of the deletion
	 * @return a snapshot of an absent lock
	 */
	public static LockSnapshot absent(long version) {
		return new LockSnapshot(Kind.ABSENT, version, null, null, false, null, null);
	}

	/**
	 * Creates a snapshot of a lock whose record can be read.
	 * @param version the version, larger than that of every earlier state of this lock
	 * @param record the record
	 * @param source the data that the lock itself needs to replace this version
	 * @return the snapshot
	 */
	public static LockSnapshot of(long version, LockRecord record, @Nullable Object source) {
		return new LockSnapshot(Kind.RECORD, version, record, null, false, record, source);
	}

	/**
	 * Creates a snapshot of a lock whose record cannot be interpreted. The lock counts as
	 * held until its content has been unchanged for the configured lease duration, or
	 * longer if the lease of the previous holder has not expired by then.
	 * @param version the version
	 * @param reason what is wrong, as the end of a sentence for the log
	 * @param content the content in place of the record, compared with {@code equals}, so
	 * that a change to the lock's object that does not affect the content does not
	 * prolong the wait
	 * @param source the data that the lock itself needs to replace this version
	 * @return the snapshot
	 */
	public static LockSnapshot unreadable(long version, String reason, Object content, @Nullable Object source) {
		return new LockSnapshot(Kind.UNREADABLE, version, null, reason, false, content, source);
	}

	/**
	 * Creates a snapshot of a lock whose record cannot be interpreted, for use by a lock
	 * that cannot distinguish a change to the record from any other change. Every new
	 * version counts as a change.
	 * @param version the version
	 * @param reason what is wrong, as the end of a sentence for the log
	 * @param source the data that the lock itself needs to replace this version
	 * @return the snapshot
	 */
	public static LockSnapshot unreadable(long version, String reason, @Nullable Object source) {
		return unreadable(version, reason, version, source);
	}

	/**
	 * Creates a snapshot of an object with the lock's name that must not be used as a
	 * lock, however long it stays unchanged.
	 * @param version the version
	 * @param reason what the object is, as the end of a sentence for the log
	 * @return the snapshot
	 */
	public static LockSnapshot foreign(long version, String reason) {
		return new LockSnapshot(Kind.FOREIGN, version, null, reason, false, null, null);
	}

	/**
	 * Returns a copy of this snapshot that states that the holder is known to be gone. A
	 * lock may use this method for a Pod whose uid no longer exists or for a process that
	 * has ended, but never for a holder that merely does not respond.
	 * @return a snapshot that may be replaced without waiting
	 */
	public LockSnapshot withHolderGone() {
		return new LockSnapshot(this.kind, this.version, this.record, this.reason, true, this.content, this.source);
	}

	/**
	 * Returns this snapshot with a warning for the log and the status.
	 * @param sentence the warning
	 * @return a snapshot with the warning as its reason, or this one if it already has a
	 * reason
	 */
	public LockSnapshot withWarning(String sentence) {
		return (this.reason != null) ? this : new LockSnapshot(this.kind, this.version, this.record, sentence,
				this.holderGone, this.content, this.source);
	}

	/**
	 * Returns the version, which increases with every change to the lock, even across
	 * deletion.
	 * @return the version, or a negative number if it is unknown
	 */
	public long version() {
		return this.version;
	}

	/**
	 * Returns the record.
	 * @return the record, or {@code null} if the lock is absent, unreadable, or foreign
	 */
	public @Nullable LockRecord record() {
		return this.record;
	}

	/**
	 * Returns the source that the lock attached when it created this snapshot.
	 * @return the source, or {@code null} if there is none
	 */
	public @Nullable Object source() {
		return this.source;
	}

	/**
	 * Returns what is wrong with the lock, or a warning.
	 * @return the end of a sentence or, if it is a warning, a sentence; {@code null} if
	 * nothing is wrong
	 */
	public @Nullable String reason() {
		return this.reason;
	}

	/**
	 * Returns whether the holder has been verified to no longer exist. For a lock that
	 * has been deleted, this refers to its last holder.
	 * @return {@code true} if a candidate need not wait for the holder's lease to expire
	 */
	public boolean isHolderGone() {
		return this.holderGone;
	}

	/**
	 * Returns whether the lock does not exist.
	 * @return {@code true} if the lock has not been created yet or has been deleted
	 */
	public boolean isAbsent() {
		return this.kind == Kind.ABSENT;
	}

	/**
	 * Returns whether both snapshots have the same record, or the same content in its
	 * place, regardless of the object around it. Two absent locks also have the same
	 * content, as do two foreign objects.
	 * @param other the other snapshot
	 * @return {@code true} if the contents are equal, even if the versions differ
	 */
	public boolean hasSameContent(LockSnapshot other) {
		return this.kind == other.kind && Objects.equals(this.content, other.content);
	}

	/**
	 * Returns whether the object with the lock's name must not be used as a lock.
	 * @return {@code true} if the object must be left alone, however long it stays
	 * unchanged
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
