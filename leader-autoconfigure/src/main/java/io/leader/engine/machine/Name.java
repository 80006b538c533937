package io.leader.engine.machine;

import java.util.HashSet;
import java.util.Set;

import io.leader.lock.InstanceMark;

/**
 * When and for which run the identity of a candidate was obtained (rule 13). The identity
 * itself is in {@link SentRecords}.
 *
 * @param drawnAt when the identity was obtained, in nanoseconds on the candidate's
 * monotonic clock
 * @param current whether the identity was obtained for the current run, and the host has
 * not been suspended since; if not, a follower obtains an identity before it campaigns
 * @param reported whether the candidacy has been reported since the candidate last left
 * the state {@link State.Stopped}
 * @param marks the marks with which a record of this candidate may be in the lock
 */
public record Name(long drawnAt, boolean current, boolean reported, Set<InstanceMark> marks) {

	Name expired() {
		return new Name(this.drawnAt, false, this.reported, this.marks);
	}

	Name unreported() {
		return new Name(this.drawnAt, this.current, false, this.marks);
	}

	Name with(InstanceMark mark) {
		if (this.marks.contains(mark)) {
			return this;
		}
		Set<InstanceMark> all = new HashSet<>(this.marks);
		all.add(mark);
		return new Name(this.drawnAt, this.current, this.reported, Set.copyOf(all));
	}

	Name withMarks(Set<InstanceMark> kept) {
		return new Name(this.drawnAt, this.current, this.reported, kept);
	}

}
