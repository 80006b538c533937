package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that search all situations, starting with the nearest ones, and those that
 * break the engine on purpose. They only compute, and run with a low priority, so that
 * they use the processors while other tests wait.
 */
@Suite
@SelectClasses(names = { "io.leader.exhaustive.ExhaustiveTests", "io.leader.simulation.SearchedSabotageTests",
		"io.leader.simulation.SabotageTests" })
class SearchSuite extends LowPriority {

}
