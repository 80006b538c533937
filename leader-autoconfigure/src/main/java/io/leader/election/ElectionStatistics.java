package io.leader.election;

/**
 * What has happened to one candidate since it was created, as numbers that only grow.
 * Reading them never makes the election wait. Safe for use by several threads.
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
		 * This candidate stopped.
		 */
		STOPPED,

		/**
		 * The lock could not be renewed within the renew deadline.
		 */
		EXPIRED,

		/**
		 * The lock was seen to be deleted, edited or in other hands.
		 */
		LOST

	}

	/**
	 * What became of a renewal.
	 */
	enum RenewalOutcome {

		/**
		 * It was acknowledged.
		 */
		SUCCEEDED,

		/**
		 * The lock was in another version.
		 */
		CONFLICT,

		/**
		 * It was refused, or its result is unknown.
		 */
		FAILED

	}

	/**
	 * What became of a guarded call.
	 */
	enum GuardedCallOutcome {

		/**
		 * It began.
		 */
		PERMITTED,

		/**
		 * This candidate did not lead.
		 */
		REFUSED,

		/**
		 * It began, and was told to end early when this candidate stopped leading.
		 */
		INTERRUPTED

	}

	/**
	 * How often this candidate became leader. A term that could not be prepared, such as
	 * one whose fencing token no database took, does not count, and its end does not
	 * either.
	 * @return the number of grants
	 */
	long grants();

	/**
	 * How often this candidate stopped leading.
	 * @param cause why
	 * @return the number of revocations
	 */
	long revocations(RevocationCause cause);

	/**
	 * How many renewals have been answered or given up.
	 * @param outcome what became of them
	 * @return the number of renewals
	 */
	long renewals(RenewalOutcome outcome);

	/**
	 * How long these renewals took, from sending to answer.
	 * @param outcome what became of them
	 * @return the sum, in nanoseconds
	 */
	long renewalNanos(RenewalOutcome outcome);

	/**
	 * How long the handovers to this candidate took: from the first sight of a lock that
	 * may be taken to the grant.
	 * @return the sum over all {@link #grants()}, in nanoseconds
	 */
	long handoverNanos();

	/**
	 * How many guarded calls were asked for.
	 * @param outcome what became of them
	 * @return the number of calls
	 */
	long guardedCalls(GuardedCallOutcome outcome);

	/**
	 * How often the watch on the lock was opened again.
	 * @return the number of watches after the first
	 */
	long watchRestarts();

}
