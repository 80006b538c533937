package io.leader.engine;

import io.leader.election.GuardedCall;

/**
 * A guarded call that can be closed when the lease has expired, for work that was
 * canceled and whose end cannot be observed.
 */
public interface LeaseBoundCall extends GuardedCall {

	/**
	 * Lets this call be closed once the term has ended and its lease has expired, unless
	 * the call is closed earlier. Until then, the lock is not released. A lock that does
	 * not expire has no lease, so the call remains open as long as this candidate may
	 * hold the lock. If the candidate needs two locks, the lease is that of the second
	 * one. If there is no lock, the call is closed at the end of the term.
	 */
	void endWithLease();

	/**
	 * Lets a call be closed once the lease has expired. A call that is not a
	 * {@code LeaseBoundCall} remains open.
	 * @param call the call
	 */
	static void endWithLease(GuardedCall call) {
		if (call instanceof LeaseBoundCall bound) {
			bound.endWithLease();
		}
	}

}
