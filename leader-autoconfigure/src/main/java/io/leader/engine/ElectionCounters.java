package io.leader.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics;

/**
 * Counts what happens to one candidate. Updates never wait for readers.
 */
final class ElectionCounters implements ElectionStatistics {

	private static final int GRANTS = 0;

	private static final int HANDOVER_NANOS = 1;

	private static final int WATCH_RESTARTS = 2;

	private static final int REVOCATIONS = 3;

	private static final int RENEWALS = REVOCATIONS + RevocationCause.values().length;

	private static final int RENEWAL_NANOS = RENEWALS + RenewalOutcome.values().length;

	/** Counters that are updated by one thread at a time. */
	private final AtomicLongArray counts = new AtomicLongArray(RENEWAL_NANOS + RenewalOutcome.values().length);

	/** Counters that are updated by many threads. */
	private final Map<GuardedCallOutcome, LongAdder> guardedCalls = adders();

	/**
	 * An acquisition that has not been counted as a grant yet. Used by one thread at a
	 * time.
	 */
	private @Nullable Claim claim;

	/**
	 * Whether the current term has begun for the application. Used by one thread at a
	 * time.
	 */
	private boolean begun;

	/**
	 * An acquisition of the lock.
	 *
	 * @param freeSince the time since which the lock could be acquired, in nanoseconds
	 */
	private record Claim(long freeSince) {
	}

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

	/**
	 * Records that the lock was acquired. The acquisition counts as a grant when the term
	 * {@link #begun begins} for the application.
	 * @param sinceFree how long ago it became possible to acquire the lock, in
	 * nanoseconds
	 * @param now the current time, in nanoseconds
	 */
	void claimed(long sinceFree, long now) {
		this.claim = new Claim(now - sinceFree);
		countIfBegun(now);
	}

	void begun(long now) {
		this.begun = true;
		countIfBegun(now);
	}

	private void countIfBegun(long now) {
		Claim won = this.claim;
		if (this.begun && won != null) {
			this.claim = null;
			this.counts.incrementAndGet(GRANTS);
			this.counts.addAndGet(HANDOVER_NANOS, Math.max(0, now - won.freeSince()));
		}
	}

	/**
	 * Records the end of a term, which counts as a revocation if the term had begun for
	 * the application.
	 */
	void ended(RevocationCause cause) {
		this.claim = null;
		if (this.begun) {
			this.begun = false;
			this.counts.incrementAndGet(index(cause));
		}
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
