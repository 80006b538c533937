package io.leader.engine;

import io.leader.election.GuardedCall;

/**
 * A guarded call that can be closed when the lease has expired, for work that was
 * canceled and whose end cannot be observed.
 */
public interface LeaseBoundCall extends GuardedCall {

	/**
	 * Arranges for this call to be closed once the term has ended and its lease has
	 * expired, unless the call is closed earlier. Until then, the lock is not released. A
	 * lock that does not expire has no lease, so the call remains open for as long as
	 * this candidate might hold the lock. If the candidate needs two locks, the lease is
	 * that of the second one. If there is no lock, the call is closed at the end of the
	 * term.
	 */
	void endWithLease();

	/**
	 * Arranges for a call to be closed once the lease has expired. Has no effect on a
	 * call that is not a {@code LeaseBoundCall}.
	 * @param call the call
	 */
	static void endWithLease(GuardedCall call) {
		if (call instanceof LeaseBoundCall bound) {
			bound.endWithLease();
		}
	}

}
