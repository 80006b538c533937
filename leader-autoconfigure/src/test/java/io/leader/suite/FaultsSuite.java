package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that need exclusive use of an API server, since they freeze or kill it or
 * count all of its requests. They run one after another in one JVM, on a cluster that no
 * other tests use.
 */
@Suite
@SelectClasses(names = { "io.leader.faults.RealFaultsTests", "io.leader.faults.RandomFaultsTests",
		"io.leader.lock.kubernetes.TrafficTests" })
class FaultsSuite {

}
