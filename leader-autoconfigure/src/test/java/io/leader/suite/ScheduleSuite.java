package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that run schedules in virtual time, and those that run the interleavings of a
 * few threads. They only compute, and run with a low priority, so that they use the
 * processors while other tests wait.
 */
@Suite
@SelectClasses(names = { "io.leader.simulation.SimulationTests", "io.leader.engine.SharedAuthorityTests" })
class ScheduleSuite extends LowPriority {

}
