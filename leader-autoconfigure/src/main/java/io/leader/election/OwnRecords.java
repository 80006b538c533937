package io.leader.election;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells the records of this very start from those of others: they bear its identity and
 * its mark, and say what it once sent, whatever became of that write. A stranger may have
 * left the mark in place. Confined to the engine's thread.
 */
final class OwnRecords {

	private static final int REMEMBERED = 16;

	private final String identity;

	private final InstanceMark mark;

	private final Deque<LockRecord> sent = new ArrayDeque<>();

	OwnRecords(String identity, InstanceMark mark) {
		this.identity = identity;
		this.mark = mark;
	}

	/**
	 * Notes what is about to be sent.
	 */
	void sent(LockRecord record) {
		this.sent.addLast(record);
		if (this.sent.size() > REMEMBERED) {
			this.sent.removeFirst();
		}
	}

	/**
	 * Whether a record holds the lock for this very start.
	 */
	boolean contains(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.toString().equals(record.instance())
				&& this.sent.stream().anyMatch((one) -> one.says(record));
	}

	/**
	 * Whether a record holds the lock for an earlier start in this Pod. Only the first
	 * sight of the lock can be that: what comes later under such a mark is a stranger's.
	 */
	boolean isOfFormerLife(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.isFormerLife(record.instance());
	}

}
