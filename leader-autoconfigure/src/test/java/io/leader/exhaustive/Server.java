package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * A lock and its latest changes.
 *
 * @param version the version of the last change
 * @param lock the current state of the lock
 * @param changes the latest changes, which a watch might not have delivered yet
 * @param owner the UID of the Pod that last held the lock
 */
record Server(long version, LockSnapshot lock, List<LockSnapshot> changes, String owner) {

	private static final int REMEMBERED = 3;

	static final Server EMPTY = new Server(1, LockSnapshot.absent(), List.of(), "");

	/**
	 * Writes a record if the lock is still at the version of the base.
	 * @return the resulting server, or the same server if there was a conflict
	 */
	Server write(LockSnapshot base, LockRecord record) {
		boolean same = base.isAbsent() ? this.lock.isAbsent()
				: !this.lock.isAbsent() && this.lock.version() == base.version();
		return same ? changed(record) : this;
	}

	/**
	 * Returns the UID of the Pod that a record names, or an empty string if there is
	 * none.
	 */
	static String podOf(LockRecord record) {
		String instance = record.instance();
		return (instance != null) ? instance.substring(0, instance.indexOf('/')) : "";
	}

	/**
	 * Returns the version since which the holder of a lock has held it without
	 * interruption.
	 */
	static long heldSince(LockSnapshot lock) {
		return (lock.source() instanceof Long since) ? since : lock.version();
	}

	private Server changed(LockRecord record) {
		LockRecord before = this.lock.record();
		boolean continuesTerm = before != null && !record.isFree() && before.holder().equals(record.holder())
				&& podOf(before).equals(podOf(record));
		return changed(LockSnapshot.of(this.version + 1, record,
				continuesTerm ? heldSince(this.lock) : (Long) (this.version + 1)));
	}

	private Server changed(LockSnapshot next) {
		List<LockSnapshot> latest = new ArrayList<>(this.changes);
		latest.add(next);
		boolean deleted = next.isAbsent();
		LockRecord record = next.record();
		return new Server(this.version + 1, deleted ? LockSnapshot.absent() : next,
				List.copyOf(latest.subList(Math.max(0, latest.size() - REMEMBERED), latest.size())),
				(record != null && !record.isFree()) ? podOf(record) : this.owner);
	}

	/**
	 * Returns the lock as reported by a read that verifies whether the Pod of its holder
	 * exists. If there is no lock, the read verifies the Pod of the last holder.
	 * @param pods the UIDs of the Pods that exist
	 */
	LockSnapshot verified(List<String> pods) {
		boolean held = this.lock.isAbsent() || (this.lock.record() != null && !this.lock.record().isFree());
		return (held && !this.owner.isEmpty() && !pods.contains(this.owner)) ? this.lock.withHolderGone() : this.lock;
	}

	/**
	 * Returns the last few states of the lock before its latest change.
	 */
	List<LockSnapshot> earlier() {
		List<LockSnapshot> earlier = new ArrayList<>();
		if (this.version == EMPTY.version + this.changes.size()) {
			earlier.add(EMPTY.lock);
		}
		earlier.addAll(this.changes);
		return earlier.subList(0, Math.max(0, earlier.size() - 1));
	}

	Server deleted() {
		return changed(LockSnapshot.absent(this.version + 1));
	}

	Server mangled() {
		return changed(LockSnapshot.unreadable(this.version + 1, "mangled", "mangled", null));
	}

	/**
	 * Returns the server after a change to the object outside its record.
	 */
	Server touched() {
		LockRecord record = this.lock.record();
		return (record != null) ? changed(record) : this;
	}

	/**
	 * Returns the server after a third party has written a later renew time.
	 */
	Server renewedByOthers() {
		LockRecord record = this.lock.record();
		if (record == null || record.renewTime() == null) {
			return this;
		}
		return changed(new LockRecord(record.holder(), record.leaseDurationSeconds(), record.acquireTime(),
				record.renewTime().plusMillis(1500), record.transitions(), record.instance()));
	}

	/**
	 * Returns the server after a third party has written a longer lease duration into the
	 * record.
	 */
	Server prolonged() {
		LockRecord record = this.lock.record();
		if (record == null || record.isFree()) {
			return this;
		}
		return changed(new LockRecord(record.holder(), record.leaseDurationSeconds() + 2, record.acquireTime(),
				record.renewTime(), record.transitions(), record.instance()));
	}

	/**
	 * Returns the server after a third party has removed all fields of the record except
	 * the transitions, which is not a release.
	 */
	Server emptied() {
		LockRecord record = this.lock.record();
		if (record == null || record.isFree()) {
			return this;
		}
		return changed(new LockRecord("", 0, null, null, record.transitions(), null));
	}

	/**
	 * Returns the server after an administrator has written a released record.
	 */
	Server releasedByOthers() {
		LockRecord record = this.lock.record();
		if (record == null || record.isFree() || record.renewTime() == null) {
			return this;
		}
		return changed(record.releasedAt(record.renewTime()));
	}

}
