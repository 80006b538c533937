package io.leader.engine.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Operations on short immutable lists. Each returns the changed list and leaves the
 * original unchanged.
 */
final class Lists {

	private Lists() {
	}

	static <T> List<T> with(List<T> list, T added) {
		List<T> all = new ArrayList<>(list.size() + 1);
		all.addAll(list);
		all.add(added);
		return Collections.unmodifiableList(all);
	}

	static <T> List<T> without(List<T> list, T removed) {
		if (list.size() == 1 && list.contains(removed)) {
			return List.of();
		}
		List<T> others = new ArrayList<>(list);
		others.removeIf(removed::equals);
		return Collections.unmodifiableList(others);
	}

}
