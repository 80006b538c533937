package io.leader.suite;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that search all situations in the order of their distance from the beginning.
 * They only compute, and run with a low priority, so that they use the processors while
 * other tests wait.
 */
@Suite
@SelectClasses(names = { "io.leader.exhaustive.ExhaustiveTests", "io.leader.simulation.SearchedSabotageTests" })
class SearchSuite {

	@BeforeSuite
	static void lowerPriority() {
		Priority.lower();
	}

	@AfterSuite
	static void restorePriority() {
		Priority.restore();
	}

}
