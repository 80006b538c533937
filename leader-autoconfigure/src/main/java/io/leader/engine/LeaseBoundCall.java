package io.leader.engine;

import io.leader.election.GuardedCall;

/**
 * A guarded call that can end with the lease, for work that was canceled and whose end
 * cannot be observed.
 */
public interface LeaseBoundCall extends GuardedCall {

	/**
	 * Closes the call once the term has ended and its lease is over. Until then, the lock
	 * is not released. A lock that does not expire has no lease, so the call remains open
	 * while this candidate may hold the lock.
	 */
	void endWithLease();

	/**
	 * Lets a call end with the lease. A call that does not support this remains open.
	 * @param call the call
	 */
	static void endWithLease(GuardedCall call) {
		if (call instanceof LeaseBoundCall bound) {
			bound.endWithLease();
		}
	}

}
