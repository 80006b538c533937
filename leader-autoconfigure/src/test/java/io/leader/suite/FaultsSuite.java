package io.leader.suite;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that need the API server for themselves, one after another in one JVM: they
 * freeze and kill it, or count all of its requests.
 */
@Suite
@SelectPackages("io.leader.faults")
@SelectClasses(names = "io.leader.lock.kubernetes.TrafficTests")
class FaultsSuite {

}
