package io.leader.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.Set;

/**
 * A small set of cases that covers all possible pairs of property values, and all
 * possible triples of values of the properties that determine which locks are created.
 * The set is the same in each run.
 */
final class AssemblyCases {

	private static final int TRIES = 60;

	private static final int TRIES_UNTIL_IMPOSSIBLE = 2000;

	private final Random random = new Random(12);

	private final List<String> names = List.copyOf(AssemblyCase.AXES.keySet());

	/**
	 * Generates the cases.
	 */
	List<AssemblyCase> all() {
		Set<Map<String, String>> uncovered = new LinkedHashSet<>(combinations());
		List<AssemblyCase> cases = new ArrayList<>();
		while (!uncovered.isEmpty()) {
			Map<String, String> next = uncovered.iterator().next();
			Map<String, String> best = best(next, uncovered);
			if (best == null) {
				uncovered.remove(next);
				continue;
			}
			uncovered.removeIf((combination) -> best.entrySet().containsAll(combination.entrySet()));
			cases.add(new AssemblyCase(best));
		}
		return cases;
	}

	/**
	 * Tries random cases that have the given values. Returns the possible case that
	 * covers the most uncovered combinations, or {@code null} if none of them is
	 * possible.
	 */
	private Map<String, String> best(Map<String, String> with, Set<Map<String, String>> uncovered) {
		Map<String, String> best = null;
		long most = 0;
		for (int tries = 0; tries < ((best != null) ? TRIES : TRIES_UNTIL_IMPOSSIBLE); tries++) {
			Map<String, String> values = new LinkedHashMap<>();
			AssemblyCase.AXES.forEach((name, all) -> values.put(name,
					with.containsKey(name) ? with.get(name) : all.get(this.random.nextInt(all.size()))));
			if (!new AssemblyCase(values).isPossible()) {
				continue;
			}
			Set<Entry<String, String>> entries = new HashSet<>(values.entrySet());
			long newlyCovered = uncovered.stream().filter((one) -> entries.containsAll(one.entrySet())).count();
			if (newlyCovered > most) {
				best = values;
				most = newlyCovered;
			}
		}
		return best;
	}

	private List<Map<String, String>> combinations() {
		List<Map<String, String>> found = new ArrayList<>();
		for (int i = 0; i < AssemblyCase.DECIDING; i++) {
			for (int j = i + 1; j < AssemblyCase.DECIDING; j++) {
				for (int k = j + 1; k < AssemblyCase.DECIDING; k++) {
					found.addAll(combinations(List.of(this.names.get(i), this.names.get(j), this.names.get(k))));
				}
			}
		}
		for (int i = 0; i < this.names.size(); i++) {
			for (int j = i + 1; j < this.names.size(); j++) {
				found.addAll(combinations(List.of(this.names.get(i), this.names.get(j))));
			}
		}
		return found;
	}

	private static List<Map<String, String>> combinations(List<String> names) {
		List<Map<String, String>> found = List.of(Map.of());
		for (String name : names) {
			List<Map<String, String>> longer = new ArrayList<>();
			for (Map<String, String> one : found) {
				for (String value : AssemblyCase.AXES.get(name)) {
					Map<String, String> more = new LinkedHashMap<>(one);
					more.put(name, value);
					longer.add(more);
				}
			}
			found = longer;
		}
		return found;
	}

}
