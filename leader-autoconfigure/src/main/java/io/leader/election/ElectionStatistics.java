package io.leader.election;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What has happened to one candidate since it was created, as numbers that only grow. The
 * election writes them without ever waiting for whoever reads. Safe for use by several
 * threads.
 */
public final class ElectionStatistics {

	/**
	 * Why a term ended.
	 */
	public enum RevocationCause {

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
	public enum RenewalOutcome {

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
	public enum GuardedCallOutcome {

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

	private final LongAdder grants = new LongAdder();

	private final Map<RevocationCause, LongAdder> revocations = adders(RevocationCause.class);

	private final Map<RenewalOutcome, LongAdder> renewals = adders(RenewalOutcome.class);

	private final Map<RenewalOutcome, LongAdder> renewalNanos = adders(RenewalOutcome.class);

	private final Map<GuardedCallOutcome, LongAdder> guardedCalls = adders(GuardedCallOutcome.class);

	private final LongAdder handoverNanos = new LongAdder();

	private final LongAdder watchRestarts = new LongAdder();

	ElectionStatistics() {
	}

	private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
		Map<E, LongAdder> adders = new EnumMap<>(type);
		for (E constant : type.getEnumConstants()) {
			adders.put(constant, new LongAdder());
		}
		return adders;
	}

	private static <E> LongAdder of(E constant, Map<E, LongAdder> adders) {
		return Objects.requireNonNull(adders.get(constant));
	}

	/**
	 * How often this candidate became leader.
	 * @return the number of grants
	 */
	public long grants() {
		return this.grants.sum();
	}

	/**
	 * How often this candidate stopped leading.
	 * @param cause why
	 * @return the number of revocations
	 */
	public long revocations(RevocationCause cause) {
		return of(cause, this.revocations).sum();
	}

	/**
	 * How many renewals have been answered or given up.
	 * @param outcome what became of them
	 * @return the number of renewals
	 */
	public long renewals(RenewalOutcome outcome) {
		return of(outcome, this.renewals).sum();
	}

	/**
	 * How long these renewals took, from sending to answer.
	 * @param outcome what became of them
	 * @return the sum, in nanoseconds
	 */
	public long renewalNanos(RenewalOutcome outcome) {
		return of(outcome, this.renewalNanos).sum();
	}

	/**
	 * How long the handovers to this candidate took: from the first sight of a lock that
	 * may be taken to the grant.
	 * @return the sum over all {@link #grants()}, in nanoseconds
	 */
	public long handoverNanos() {
		return this.handoverNanos.sum();
	}

	/**
	 * How many guarded calls were asked for.
	 * @param outcome what became of them
	 * @return the number of calls
	 */
	public long guardedCalls(GuardedCallOutcome outcome) {
		return of(outcome, this.guardedCalls).sum();
	}

	/**
	 * How often the watch on the lock was opened again.
	 * @return the number of watches after the first
	 */
	public long watchRestarts() {
		return this.watchRestarts.sum();
	}

	void granted(long nanosSinceFree) {
		this.grants.increment();
		this.handoverNanos.add(Math.max(0, nanosSinceFree));
	}

	void revoked(RevocationCause cause) {
		of(cause, this.revocations).increment();
	}

	void renewed(RenewalOutcome outcome, long nanos) {
		of(outcome, this.renewals).increment();
		of(outcome, this.renewalNanos).add(nanos);
	}

	void guarded(GuardedCallOutcome outcome) {
		of(outcome, this.guardedCalls).increment();
	}

	void watchRestarted() {
		this.watchRestarts.increment();
	}

}
