package io.leader.election;

/**
 * Cumulative counters of one candidate's activity since it was created. Reading them
 * never blocks the election. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ElectionStatistics {

	/**
	 * Why a term ended.
	 */
	enum RevocationCause {

		/**
		 * This candidate yielded.
		 */
		YIELDED,

		/**
		 * This candidate stopped or, while migrating from another lock, gave up or lost
		 * that lock.
		 */
		STOPPED,

		/**
		 * The lock was not renewed within the renew deadline.
		 */
		EXPIRED,

		/**
		 * The lock was found to have been deleted, edited, acquired by another candidate,
		 * or lost and reacquired; or a test revoked leadership.
		 */
		LOST

	}

	/**
	 * The outcome of a renewal.
	 */
	enum RenewalOutcome {

		/**
		 * The renewal was acknowledged.
		 */
		SUCCEEDED,

		/**
		 * The lock had changed or no longer existed.
		 */
		CONFLICT,

		/**
		 * The renewal was refused or could not be sent, or its result is unknown.
		 */
		FAILED

	}

	/**
	 * The outcome of a guarded call.
	 */
	enum GuardedCallOutcome {

		/**
		 * The call began.
		 */
		PERMITTED,

		/**
		 * The call was refused because this candidate did not lead.
		 */
		REFUSED,

		/**
		 * The call was notified that this candidate had stopped leading. Such a call is
		 * also counted as permitted.
		 */
		INTERRUPTED

	}

	/**
	 * Returns how many times this candidate became leader. A term that could not be
	 * prepared, for example because a database did not accept its fencing token, counts
	 * neither as a grant nor as a revocation.
	 * @return the number of grants
	 */
	long grants();

	/**
	 * Returns how many times this candidate stopped leading for a given cause.
	 * @param cause the cause to count
	 * @return the number of revocations
	 */
	long revocations(RevocationCause cause);

	/**
	 * Returns how many renewals have completed with a given outcome. A renewal that is
	 * abandoned after its timeout counts as failed.
	 * @param outcome the outcome to count
	 * @return the number of renewals
	 */
	long renewals(RenewalOutcome outcome);

	/**
	 * Returns how long the {@linkplain #renewals renewals} with a given outcome took in
	 * total, from sending each request to receiving its response or giving up.
	 * @param outcome the outcome of the renewals
	 * @return the sum, in nanoseconds
	 */
	long renewalNanos(RenewalOutcome outcome);

	/**
	 * Returns how long the handovers to this candidate took in total, each measured from
	 * the first observation that the lock could be acquired until the grant.
	 * @return the sum over all {@link #grants()}, in nanoseconds
	 */
	long handoverNanos();

	/**
	 * Returns how many guarded calls had a given outcome.
	 * @param outcome the outcome to count
	 * @return the number of calls
	 */
	long guardedCalls(GuardedCallOutcome outcome);

	/**
	 * Returns how many times the watch on the lock was reopened.
	 * @return the number of watches that were opened after the first one
	 */
	long watchRestarts();

}
