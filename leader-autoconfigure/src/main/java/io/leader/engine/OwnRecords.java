package io.leader.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Tells the records of this candidate from those of others: they bear its identity and
 * mark, and say what it once sent, whatever became of that write. A stranger may have
 * left the mark in place. Confined to the engine's thread.
 */
final class OwnRecords {

	private static final int REMEMBERED = 16;

	private final Duration resolution;

	private String identity;

	private InstanceMark mark;

	/**
	 * What was sent.
	 *
	 * @param record the record
	 * @param goesOn whether it was to replace a record of this start
	 */
	private record Sent(LockRecord record, boolean goesOn) {
	}

	private final Deque<Sent> sent = new ArrayDeque<>();

	/** What the lock acknowledged last, however many attempts have followed. */
	private @Nullable Sent acknowledged;

	/**
	 * Creates a memory of nothing.
	 * @param resolution the lock's resolution of times
	 */
	OwnRecords(String identity, InstanceMark mark, Duration resolution) {
		this.resolution = resolution;
		this.identity = identity;
		this.mark = mark;
	}

	/**
	 * Goes on under the name and the mark of a new start. What was sent before is still
	 * known: the terms that it began are over.
	 */
	void become(String newIdentity, InstanceMark newMark) {
		this.identity = newIdentity;
		this.mark = newMark;
	}

	/**
	 * Forgets what was sent: another copy of this process may have sent the same, and may
	 * lead.
	 */
	void forget() {
		this.sent.clear();
		this.acknowledged = null;
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
		this.sent.addLast(new Sent(record, replaced != null && namesThisCandidate(replaced)));
		if (this.sent.size() > REMEMBERED) {
			this.sent.removeFirst();
		}
	}

	/**
	 * Notes that the lock acknowledged a record.
	 */
	void acknowledged(LockRecord record) {
		all().filter((one) -> one.record().equals(record)).findFirst().ifPresent((one) -> this.acknowledged = one);
	}

	private Stream<Sent> all() {
		return Stream.concat(Stream.ofNullable(this.acknowledged), this.sent.stream());
	}

	/**
	 * A time for a new claim: later than all that was written before, so that no two
	 * records of this candidate are the same (rule 9).
	 * @param now the time to write
	 * @param resolution the lock's resolution of times
	 */
	Instant timeOfClaim(Instant now, Duration resolution) {
		Sent last = this.sent.peekLast();
		Instant renewed = (last != null) ? last.record().renewedAt(now, resolution).renewTime() : null;
		return (renewed != null) ? renewed : now;
	}

	/**
	 * Whether two records are the same as far as the lock keeps them.
	 */
	boolean areSame(LockRecord one, LockRecord other) {
		return one.says(other, this.resolution);
	}

	/**
	 * Whether they differ in the renew time only.
	 */
	boolean differInRenewTime(LockRecord one, LockRecord other) {
		return !areSame(one, other) && one.saysButForRenewal(other, this.resolution);
	}

	/**
	 * Whether a record holds the lock for this candidate, as it wrote it.
	 */
	boolean contains(LockRecord record) {
		return all().anyMatch((one) -> one.record().says(record, this.resolution));
	}

	/**
	 * Whether a record holds the lock for this candidate, and replaced one that did: else
	 * others may have held it in between.
	 */
	boolean goesOn(LockRecord record) {
		return all().anyMatch((one) -> one.goesOn() && one.record().says(record, this.resolution));
	}

	/**
	 * Whether a record holds the lock for this candidate, although somebody else may have
	 * changed its renew time: who takes a lock writes a holder, an acquire time and one
	 * transition more. Only a copy of this very process could have written it, too.
	 */
	boolean namesThisCandidate(LockRecord record) {
		return all().anyMatch((one) -> one.record().saysButForRenewal(record, this.resolution));
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

	/**
	 * Whether a record bears the name and the mark of this start, also where others have
	 * changed something else in it.
	 */
	boolean isMarked(LockRecord record) {
		return record.holder().equals(this.identity) && this.mark.toString().equals(record.instance());
	}

}
