package io.leader.engine.machine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The writes that are in progress.
 *
 * @param writes the writes, in the order in which they were sent
 */
public record Outbox(List<Write> writes) {

	static final Outbox EMPTY = new Outbox(List.of());

	/**
	 * A write in progress.
	 *
	 * @param call the number of the call
	 * @param purpose the purpose of the write
	 * @param term the number of the term to which the write belongs; for a claim, the
	 * number of the call; 0 if the lock is handed back
	 * @param base the snapshot to replace
	 * @param record the record to write
	 * @param sent when it was sent, on the monotonic clock
	 * @param clocksApart how far the wall clock was ahead of the monotonic one at that
	 * time
	 * @param left how much of the authority was left at that time, in nanoseconds; 0
	 * unless the write is a renewal
	 */
	public record Write(long call, Purpose purpose, long term, LockSnapshot base, LockRecord record, long sent,
			long clocksApart, long left) {
	}

	Outbox with(Write write) {
		return new Outbox(Lists.with(this.writes, write));
	}

	Outbox without(Write write) {
		return new Outbox(Lists.without(this.writes, write));
	}

	/**
	 * Finds a write. Does not use a stream, since this method runs frequently.
	 * @param call the number of the call
	 * @return the write, if it is in progress
	 */
	public Optional<Write> find(long call) {
		for (Write one : this.writes) {
			if (one.call() == call) {
				return Optional.of(one);
			}
		}
		return Optional.empty();
	}

	/**
	 * Finds a write that was applied, according to an observation of the lock: the
	 * observed record is the one to be written, and its instance mark was not in the lock
	 * before, which is usually the case only for a claim. Without a new mark, another
	 * process could have written the same record, for example with the same renew time.
	 * An observation says nothing about a claim that creates the lock, since another
	 * holder may have been missed before the creation. Does not use a stream, since this
	 * method runs frequently.
	 * @param seen the observed state of the lock
	 * @param own the records of this candidate
	 * @return the write, if one is found; if several writes contain this record, the one
	 * that was sent first
	 */
	Optional<Write> applied(LockSnapshot seen, SentRecords own) {
		LockRecord record = seen.record();
		if (this.writes.isEmpty() || record == null || seen.isHolderGone()) {
			return Optional.empty();
		}
		for (Write one : this.writes) {
			LockRecord replaced = one.base().record();
			if (replaced != null && seen.version() > one.base().version() && own.areSame(record, one.record())
					&& !Objects.equals(record.instance(), replaced.instance())) {
				return Optional.of(one);
			}
		}
		return Optional.empty();
	}

	int size() {
		return this.writes.size();
	}

	boolean isEmpty() {
		return this.writes.isEmpty();
	}

}
