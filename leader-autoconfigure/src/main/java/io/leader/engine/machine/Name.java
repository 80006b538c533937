package io.leader.engine.machine;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.leader.lock.InstanceMark;

/**
 * How the name that a candidate campaigns under came about (rule 13).
 *
 * @param drawnAt when it was drawn
 * @param current whether it was drawn by the start that campaigns now: until then a
 * candidate neither looks nor claims
 * @param told whether the candidacy under it has been told
 * @param marks the marks under which something may be in the lock
 */
public record Name(long drawnAt, boolean current, boolean told, Set<InstanceMark> marks) {

	Name expired() {
		return new Name(this.drawnAt, false, this.told, this.marks);
	}

	Name untold() {
		return new Name(this.drawnAt, this.current, false, this.marks);
	}

	Name with(InstanceMark mark) {
		return new Name(this.drawnAt, this.current, this.told,
				Stream.concat(this.marks.stream(), Stream.of(mark)).collect(Collectors.toUnmodifiableSet()));
	}

	Name only(Set<InstanceMark> kept) {
		return new Name(this.drawnAt, this.current, this.told, kept);
	}

}
