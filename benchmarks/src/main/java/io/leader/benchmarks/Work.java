package io.leader.benchmarks;

import io.leader.guard.LeaderOnly;

/**
 * The same work, once guarded and once behind no-op advice.
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
