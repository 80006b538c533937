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

	/**
	 * What was sent.
	 *
	 * @param record the record
	 * @param goesOn whether it was to replace a record of this start
	 */
	private record Sent(LockRecord record, boolean goesOn) {
	}

	private final Deque<Sent> sent = new ArrayDeque<>();

	OwnRecords(String identity, InstanceMark mark) {
		this.identity = identity;
		this.mark = mark;
	}

	/**
	 * Notes what is about to be sent. A release holds nothing, and is not remembered.
	 * @param base what it is to replace
	 * @param record the record
	 */
	void sent(LockSnapshot base, LockRecord record) {
		if (record.isFree()) {
			return;
		}
		LockRecord replaced = base.record();
		this.sent.addLast(new Sent(record, replaced != null && contains(replaced)));
		if (this.sent.size() > REMEMBERED) {
			this.sent.removeFirst();
		}
	}

	/**
	 * Whether a record holds the lock for this very start.
	 */
	boolean contains(LockRecord record) {
		return isMarked(record) && this.sent.stream().anyMatch((one) -> one.record().says(record));
	}

	/**
	 * Whether a record holds the lock for this very start, and replaced one that did:
	 * else others may have held it in between.
	 */
	boolean goesOn(LockRecord record) {
		return isMarked(record) && this.sent.stream().anyMatch((one) -> one.goesOn() && one.record().says(record));
	}

	private boolean isMarked(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.toString().equals(record.instance());
	}

	/**
	 * Whether a record holds the lock for an earlier start in this Pod. Only the first
	 * sight of the lock can be that: what comes later under such a mark is a stranger's.
	 */
	boolean isOfFormerLife(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.isFormerLife(record.instance());
	}

	/**
	 * Whether a record holds the lock for this Pod, in this life or a former one: so its
	 * holder can never be found to be gone.
	 */
	boolean isOfThisPod(LockRecord record) {
		return isMarked(record) || isOfFormerLife(record);
	}

}
