package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The one lock, and its latest changes.
 *
 * @param version the version of the last change
 * @param lock the lock as it is now
 * @param changes the latest changes, which a watch may still have to show
 * @param owner the Pod that held the lock last, as its uid
 */
record Server(long version, LockSnapshot lock, List<LockSnapshot> changes, String owner) {

	private static final int REMEMBERED = 3;

	static final Server EMPTY = new Server(1, LockSnapshot.absent(), List.of(), "");

	/**
	 * Writes a record if the lock still is in the version of the base.
	 * @return the server afterwards; the same one if the write was refused
	 */
	Server write(LockSnapshot base, LockRecord record) {
		boolean same = base.isAbsent() ? this.lock.isAbsent()
				: !this.lock.isAbsent() && this.lock.version() == base.version();
		return same ? changed(LockSnapshot.of(this.version + 1, record, null)) : this;
	}

	Server changed(LockSnapshot next) {
		List<LockSnapshot> latest = new ArrayList<>(this.changes);
		latest.add(next);
		boolean deleted = next.isAbsent();
		LockRecord record = next.record();
		String instance = (record != null && !record.isFree()) ? record.instance() : null;
		return new Server(this.version + 1, deleted ? LockSnapshot.absent() : next,
				List.copyOf(latest.subList(Math.max(0, latest.size() - REMEMBERED), latest.size())),
				(instance != null) ? instance.substring(0, instance.indexOf('/')) : this.owner);
	}

	/**
	 * The lock as a read shows it that verifies whether the Pod of its holder exists.
	 * @param pods the Pods that exist
	 */
	LockSnapshot verified(List<String> pods) {
		boolean held = this.lock.isAbsent() || (this.lock.record() != null && !this.lock.record().isFree());
		return (held && !this.owner.isEmpty() && !pods.contains(this.owner)) ? this.lock.withHolderGone() : this.lock;
	}

	Server deleted() {
		return changed(LockSnapshot.absent(this.version + 1));
	}

	Server mangled() {
		return changed(LockSnapshot.unreadable(this.version + 1, "mangled", "mangled", null));
	}

	/**
	 * Another version of the same record: somebody touched the object around it.
	 */
	Server touched() {
		LockRecord record = this.lock.record();
		return (record != null) ? changed(LockSnapshot.of(this.version + 1, record, null)) : this;
	}

	/**
	 * Somebody else writes the renew time.
	 */
	Server renewedByOthers() {
		LockRecord record = this.lock.record();
		if (record == null || record.renewTime() == null) {
			return this;
		}
		return changed(LockSnapshot.of(this.version + 1, new LockRecord(record.holder(), record.leaseDurationSeconds(),
				record.acquireTime(), record.renewTime().plusMillis(500), record.transitions(), record.instance()),
				null));
	}

	/**
	 * An administrator writes a released record.
	 */
	Server releasedByOthers() {
		LockRecord record = this.lock.record();
		if (record == null || record.isFree() || record.renewTime() == null) {
			return this;
		}
		return changed(LockSnapshot.of(this.version + 1, record.releasedAt(record.renewTime()), null));
	}

}
