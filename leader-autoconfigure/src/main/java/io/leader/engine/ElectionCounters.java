package io.leader.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

import io.leader.election.ElectionStatistics;

/**
 * Counts what happens to one candidate, and never waits for readers.
 */
final class ElectionCounters implements ElectionStatistics {

	private static final int GRANTS = 0;

	private static final int HANDOVER_NANOS = 1;

	private static final int WATCH_RESTARTS = 2;

	private static final int REVOCATIONS = 3;

	private static final int RENEWALS = REVOCATIONS + RevocationCause.values().length;

	private static final int RENEWAL_NANOS = RENEWALS + RenewalOutcome.values().length;

	/** What the engine's thread alone counts. */
	private final AtomicLongArray counts = new AtomicLongArray(RENEWAL_NANOS + RenewalOutcome.values().length);

	/** What many threads count. */
	private final Map<GuardedCallOutcome, LongAdder> guardedCalls = adders();

	private static Map<GuardedCallOutcome, LongAdder> adders() {
		Map<GuardedCallOutcome, LongAdder> adders = new EnumMap<>(GuardedCallOutcome.class);
		for (GuardedCallOutcome outcome : GuardedCallOutcome.values()) {
			adders.put(outcome, new LongAdder());
		}
		return adders;
	}

	private static int index(RevocationCause cause) {
		return REVOCATIONS + switch (cause) {
			case YIELDED -> 0;
			case STOPPED -> 1;
			case EXPIRED -> 2;
			case LOST -> 3;
		};
	}

	private static int index(RenewalOutcome outcome) {
		return switch (outcome) {
			case SUCCEEDED -> 0;
			case CONFLICT -> 1;
			case FAILED -> 2;
		};
	}

	@Override
	public long grants() {
		return this.counts.get(GRANTS);
	}

	@Override
	public long revocations(RevocationCause cause) {
		return this.counts.get(index(cause));
	}

	@Override
	public long renewals(RenewalOutcome outcome) {
		return this.counts.get(RENEWALS + index(outcome));
	}

	@Override
	public long renewalNanos(RenewalOutcome outcome) {
		return this.counts.get(RENEWAL_NANOS + index(outcome));
	}

	@Override
	public long handoverNanos() {
		return this.counts.get(HANDOVER_NANOS);
	}

	@Override
	public long guardedCalls(GuardedCallOutcome outcome) {
		return Objects.requireNonNull(this.guardedCalls.get(outcome)).sum();
	}

	@Override
	public long watchRestarts() {
		return this.counts.get(WATCH_RESTARTS);
	}

	void granted(long nanosSinceFree) {
		this.counts.incrementAndGet(GRANTS);
		this.counts.addAndGet(HANDOVER_NANOS, Math.max(0, nanosSinceFree));
	}

	void revoked(RevocationCause cause) {
		this.counts.incrementAndGet(index(cause));
	}

	void renewed(RenewalOutcome outcome, long nanos) {
		this.counts.incrementAndGet(RENEWALS + index(outcome));
		this.counts.addAndGet(RENEWAL_NANOS + index(outcome), nanos);
	}

	void guarded(GuardedCallOutcome outcome) {
		Objects.requireNonNull(this.guardedCalls.get(outcome)).increment();
	}

	void watchRestarted() {
		this.counts.incrementAndGet(WATCH_RESTARTS);
	}

}
