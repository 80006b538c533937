package io.leader.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

import io.leader.election.LeaderElections;
import io.leader.engine.LocklessElection;

/**
 * After each test method, resets the elections that the test controls to their initial
 * role.
 */
final class ElectionResetListener implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (!testContext.hasApplicationContext()) {
			return;
		}
		testContext.getApplicationContext().getBeanProvider(LeaderElections.class, false).ifAvailable((elections) -> {
			for (var election : elections) {
				if (election instanceof LocklessElection manual && manual.isDecidedByTest()) {
					manual.reset();
				}
			}
		});
	}

}
