package io.leader.engine.machine;

import java.util.HashSet;
import java.util.Set;

import io.leader.lock.InstanceMark;

/**
 * The name that a candidate campaigns under, and how it was drawn (rule 13).
 *
 * @param drawnAt when the name was drawn
 * @param current whether it was drawn for the current start; until it is, a candidate
 * neither reads nor claims the lock
 * @param reported whether the candidacy under this name has been reported
 * @param marks the marks under which a record may be in the lock
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
