package io.leader.metrics;

import java.time.Duration;
import java.util.function.Predicate;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.lock.DelegatingElectionLock;
import io.leader.lock.ElectionLock;
import io.leader.lock.ElectionLockDecorator;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Turns each renewal of the observed elections into an {@link Observation} named
 * {@value #NAME}, with the low-cardinality key {@code election}. Handlers run on the
 * thread of the renewal, so a handler that blocks delays the renewal.
 */
public final class ObservedRenewals implements ElectionLockDecorator {

	/**
	 * The name of the observation.
	 */
	public static final String NAME = "leader.renewal";

	private static final Logger logger = LoggerFactory.getLogger(ObservedRenewals.class);

	private final ObservationRegistry registry;

	private final Predicate<String> observed;

	/**
	 * Creates a decorator.
	 * @param registry the registry of the observations
	 * @param observed returns whether to observe the renewals of the election with a
	 * given name
	 */
	public ObservedRenewals(ObservationRegistry registry, Predicate<String> observed) {
		this.registry = registry;
		this.observed = observed;
	}

	@Override
	public ElectionLock decorate(String election, ElectionLock lock) {
		return this.observed.test(election) ? new ObservedLock(election, lock) : lock;
	}

	private final class ObservedLock extends DelegatingElectionLock {

		private final String election;

		ObservedLock(String election, ElectionLock lock) {
			super(lock);
			this.election = election;
		}

		@Override
		public LockSnapshot readFirst(Duration timeout) {
			return delegate().readFirst(timeout);
		}

		@Override
		public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
			LockRecord before = expected.record();
			if (before == null || !record.renews(before)) {
				return super.replace(expected, record, timeout);
			}
			Observation observation = Observation.createNotStarted(NAME, ObservedRenewals.this.registry)
				.lowCardinalityKeyValue(LeaderMeter.Key.ELECTION.asString(), this.election);
			safely(observation::start);
			try {
				return super.replace(expected, record, timeout);
			}
			catch (RuntimeException ex) {
				safely(() -> observation.error(ex));
				throw ex;
			}
			finally {
				safely(observation::stop);
			}
		}

		private void safely(Runnable handling) {
			try {
				handling.run();
			}
			catch (RuntimeException ex) {
				logger.debug("An observation handler failed; the renewal is not affected", ex);
			}
		}

	}

}
