package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * Tests that take a long time because they wait for leases and timeouts to expire. They
 * start early and run in one JVM, so that other tests can use the processors in the
 * meantime. If they ran last, the processors would be idle.
 */
@Suite
@SelectClasses(names = { "io.leader.autoconfigure.AssemblyTableTests", "io.leader.autoconfigure.startup.StartupTests",
		"io.leader.autoconfigure.startup.LifecycleOrderTests", "io.leader.autoconfigure.health.LeaderYieldTests",
		"io.leader.autoconfigure.actuate.LeaderEndpointTests",
		"io.leader.autoconfigure.actuate.LeaderEndpointRequestTests", "io.leader.engine.OtherElectionsTests" })
class WaitingSuite {

}
