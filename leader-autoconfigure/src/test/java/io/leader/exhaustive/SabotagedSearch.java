package io.leader.exhaustive;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A search that is short enough to be done with each broken rule. Public, and called by
 * reflection, since a broken rule is loaded by a class loader of its own.
 */
public final class SabotagedSearch {

	private static final int SITUATIONS = 25_000;

	private SabotagedSearch() {
	}

	/**
	 * Searches in several modes.
	 * @return the shortest story of a violation, or {@code null} if there is none
	 */
	public static @Nullable String firstViolation() {
		for (Mode mode : List.of(new Mode(2, 1, 1, false, true), new Mode(2, 2, 0, false, true),
				new Mode(2, 1, 1, false, false), new Mode(2, 1, 1, true, true))) {
			Search.Result result = new Search(mode).run(SITUATIONS, System.nanoTime() + Long.MAX_VALUE / 2);
			if (result.violation() != null) {
				return result + "\n" + result.violation();
			}
		}
		return null;
	}

}
