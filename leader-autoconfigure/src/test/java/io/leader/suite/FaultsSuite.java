package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that need exclusive use of an API server, since they freeze or kill it or
 * count all of its requests. They run one after another in one JVM, on a cluster that no
 * other tests use. Requests are counted first, since clients of an API server that was
 * restarted list all objects again.
 */
@Suite
@SelectClasses(names = { "io.leader.lock.kubernetes.TrafficTests", "io.leader.faults.RealFaultsTests",
		"io.leader.faults.RandomFaultsTests" })
class FaultsSuite {

}
