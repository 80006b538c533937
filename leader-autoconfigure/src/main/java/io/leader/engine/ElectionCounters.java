package io.leader.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import io.leader.election.ElectionStatistics;

/**
 * Counts what happens to one candidate, and never waits for readers.
 */
final class ElectionCounters implements ElectionStatistics {

	private final LongAdder grants = new LongAdder();

	private final Map<RevocationCause, LongAdder> revocations = adders(RevocationCause.class);

	private final Map<RenewalOutcome, LongAdder> renewals = adders(RenewalOutcome.class);

	private final Map<RenewalOutcome, LongAdder> renewalNanos = adders(RenewalOutcome.class);

	private final Map<GuardedCallOutcome, LongAdder> guardedCalls = adders(GuardedCallOutcome.class);

	private final LongAdder handoverNanos = new LongAdder();

	private final LongAdder watchRestarts = new LongAdder();

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

	@Override
	public long grants() {
		return this.grants.sum();
	}

	@Override
	public long revocations(RevocationCause cause) {
		return of(cause, this.revocations).sum();
	}

	@Override
	public long renewals(RenewalOutcome outcome) {
		return of(outcome, this.renewals).sum();
	}

	@Override
	public long renewalNanos(RenewalOutcome outcome) {
		return of(outcome, this.renewalNanos).sum();
	}

	@Override
	public long handoverNanos() {
		return this.handoverNanos.sum();
	}

	@Override
	public long guardedCalls(GuardedCallOutcome outcome) {
		return of(outcome, this.guardedCalls).sum();
	}

	@Override
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
