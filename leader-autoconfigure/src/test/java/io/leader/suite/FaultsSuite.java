package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that need exclusive use of the API server, since they freeze or kill it or
 * count all of its requests. They run one after another in one JVM.
 */
@Suite
@SelectPackages("io.leader.faults")
@SelectClasses(names = "io.leader.lock.kubernetes.TrafficTests")
class FaultsSuite {

}
