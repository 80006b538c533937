package io.leader.engine.machine;

import java.util.Optional;
import java.util.OptionalLong;

import io.leader.lock.LockSnapshot;

/**
 * Whether and how a lock is released at the end of a term or a candidacy (rules 4 and
 * 12).
 */
public sealed interface Release {

	/**
	 * No release is pending.
	 */
	record None() implements Release {
	}

	/**
	 * The lock is to be released. Times are nanoseconds on the candidate's monotonic
	 * clock.
	 *
	 * @param term the number of the term
	 * @param own the last known version of the lock that this candidate wrote
	 * @param settled the time until which to wait for the result of a renewal in progress
	 * @param call the number of the release in progress; empty if there is none
	 * @param next when to try again after a failure
	 * @param failures how many attempts have failed
	 * @param refusedBase the snapshot that the last failed attempt was meant to replace
	 * @param failure why the last attempt failed; empty if it succeeded or there was none
	 */
	record Pending(long term, LockSnapshot own, long settled, OptionalLong call, Window next, int failures,
			Optional<LockSnapshot> refusedBase, Optional<String> failure) implements Release {

		Pending inProgress(long number) {
			return new Pending(this.term, this.own, this.settled, OptionalLong.of(number), this.next, this.failures,
					this.refusedBase, this.failure);
		}

		Pending written(LockSnapshot later) {
			return (later.version() > this.own.version()) ? new Pending(this.term, later, this.settled, this.call,
					this.next, this.failures, this.refusedBase, this.failure) : this;
		}

		Pending succeeded() {
			return new Pending(this.term, this.own, this.settled, OptionalLong.empty(), this.next, this.failures,
					this.refusedBase, Optional.empty());
		}

		Pending failed(LockSnapshot base, String message, Window pause) {
			return new Pending(this.term, this.own, this.settled, OptionalLong.empty(), pause, this.failures + 1,
					Optional.of(base), Optional.of(message));
		}

	}

	static Release none() {
		return new None();
	}

}
