package io.leader.engine;

import java.time.Duration;
import java.util.function.Consumer;

import io.leader.engine.Problems.Aspect;
import io.leader.lock.ElectionLock;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Sends a candidate's writes, each compared with the version last seen (rule 3). Confined
 * to the engine's thread.
 */
final class LockWriter {

	/**
	 * A write that the lock acknowledged.
	 *
	 * @param base what it replaced
	 * @param snapshot the lock as written
	 * @param sentNanos when it was sent, on the monotonic clock
	 * @param sentMillis when it was sent, on the wall clock
	 */
	record Written(LockSnapshot base, LockSnapshot snapshot, long sentNanos, long sentMillis) {
	}

	private final Candidate candidate;

	private final LockCalls calls;

	private final Runnable afterwards;

	private int unanswered;

	/**
	 * Creates a writer.
	 * @param candidate whose writes these are
	 * @param calls makes the calls
	 * @param afterwards runs after each answer has been taken
	 */
	LockWriter(Candidate candidate, LockCalls calls, Runnable afterwards) {
		this.candidate = candidate;
		this.calls = calls;
		this.afterwards = afterwards;
	}

	int unanswered() {
		return this.unanswered;
	}

	void write(String what, LockSnapshot base, LockRecord record, Duration timeout, Consumer<Written> onWritten,
			Consumer<LockException> onRefused) {
		// Taken before the call is handed over: from here on, every delay shortens the
		// authority.
		long sentNanos = this.candidate.runtime.clock().nanoTime();
		long sentMillis = this.candidate.runtime.clock().currentTimeMillis();
		this.candidate.own.sent(base, record);
		ElectionLock lock = this.candidate.lock;
		// Counted when nothing can fail any more: an answer follows then.
		this.calls.call(what, timeout,
				() -> base.isAbsent() ? lock.create(record, timeout) : lock.replace(base, record, timeout),
				(snapshot, failure) -> {
					this.unanswered--;
					// The state changes first; telling may fail.
					if (snapshot != null) {
						this.candidate.own.acknowledged(record);
						this.candidate.campaign.isInLock(record);
						this.candidate.memory.wrote(snapshot, base);
						onWritten.accept(new Written(base, snapshot, sentNanos, sentMillis));
						this.candidate.problems.answered();
						this.candidate.problems.cleared(Aspect.WRITE);
					}
					else if (failure != null) {
						onRefused.accept(failure);
						tell(what, failure);
					}
					this.afterwards.run();
				});
		this.unanswered++;
	}

	private void tell(String what, LockException failure) {
		if (failure.kind() == LockException.Kind.CONFLICT) {
			this.candidate.problems.answered();
		}
		else {
			this.candidate.problems.failed(Aspect.WRITE, what, failure);
		}
	}

}
