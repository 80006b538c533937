package io.leader.benchmarks;

import io.leader.guard.LeaderOnly;

/**
 * A bean with the same work in a guarded method and in a method with no-op advice.
 */
class Work {

	private long done;

	@LeaderOnly
	long guarded() {
		return ++this.done;
	}

	@NoOp
	long advised() {
		return ++this.done;
	}

}
