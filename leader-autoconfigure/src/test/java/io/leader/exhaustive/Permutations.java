package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;

/**
 * All permutations of a few elements.
 */
final class Permutations {

	private Permutations() {
	}

	static <T> List<List<T>> of(List<T> things) {
		if (things.size() < 2) {
			return List.of(things);
		}
		List<List<T>> all = new ArrayList<>();
		for (int i = 0; i < things.size(); i++) {
			List<T> others = new ArrayList<>(things);
			T first = others.remove(i);
			for (List<T> rest : of(others)) {
				List<T> order = new ArrayList<>();
				order.add(first);
				order.addAll(rest);
				all.add(order);
			}
		}
		return all;
	}

}
