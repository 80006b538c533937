package io.leader.engine.machine;

import java.util.List;
import java.util.Optional;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The writes that have not been answered.
 *
 * @param writes the writes, in the order of sending
 */
public record Outbox(List<Write> writes) {

	static final Outbox EMPTY = new Outbox(List.of());

	/**
	 * A write.
	 *
	 * @param call its number
	 * @param purpose what it is for
	 * @param term the number of the term that it belongs to; its own number for a claim
	 * @param base what it is to replace
	 * @param record what is written
	 * @param sent when it was sent, on the monotonic clock
	 * @param clocksApart how far the wall clock was ahead of the monotonic one then
	 * @param left how much of the authority was left
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
	 * Finds a write. Without a stream: this is asked after each input.
	 * @param call the number of the write
	 * @return the write, if it has not been answered
	 */
	public Optional<Write> find(long call) {
		for (Write one : this.writes) {
			if (one.call() == call) {
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
