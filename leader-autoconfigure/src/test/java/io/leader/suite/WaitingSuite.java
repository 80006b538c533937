package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * Tests that take long because they wait for leases and timeouts. They run from the
 * beginning in one JVM, while other tests use the processors. If they ran last, the
 * processors would idle.
 */
@Suite
@SelectClasses(names = { "io.leader.autoconfigure.AssemblyTableTests", "io.leader.autoconfigure.startup.StartupTests",
		"io.leader.autoconfigure.startup.LifecycleOrderTests", "io.leader.autoconfigure.health.LeaderYieldTests",
		"io.leader.autoconfigure.actuate.LeaderEndpointTests",
		"io.leader.autoconfigure.actuate.LeaderEndpointRequestTests", "io.leader.engine.OtherElectionsTests" })
class WaitingSuite {

}
