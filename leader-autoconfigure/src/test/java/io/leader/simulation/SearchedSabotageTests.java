package io.leader.simulation;

import java.net.URLClassLoader;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.exhaustive.SabotagedSearch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the exhaustive search finds rules of the machine that are broken, with the
 * shortest story. Rules that only longer stories break than a short search reaches, and
 * those of the shell, are found by the simulation.
 */
class SearchedSabotageTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource(names = { "CALL_NUMBERS_REUSED", "RECORD_TIMES_TRUSTED", "HALF_A_LEASE_WAITED",
			"RENEWALS_NOT_COUNTED_ANEW", "DELETION_TAKEN_FOR_A_RELEASE", "HOLDER_FOR_LIFE_EXPIRES",
			"RELEASE_BEFORE_DRAIN", "LISTENERS_NOT_WAITED_FOR", "RELEASE_OF_ANOTHERS_RECORD" })
	void isFoundBySearching(Sabotage sabotage) throws Exception {
		try (URLClassLoader sabotaged = SabotagedClasses.compile(sabotage, this.folder)) {
			Object story = sabotaged.loadClass(SabotagedSearch.class.getName())
				.getDeclaredMethod("firstViolation")
				.invoke(null);
			assertThat(story).as("%s goes unnoticed", sabotage).isNotNull();
			System.out.printf("%s: %s%n", sabotage, story);
		}
	}

}
