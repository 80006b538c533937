package io.leader.metrics;

import java.time.Duration;
import java.util.function.Predicate;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.election.ElectionLock;
import io.leader.election.ElectionLockDecorator;
import io.leader.election.LockCoordinates;
import io.leader.election.LockRecord;
import io.leader.election.LockSnapshot;
import io.leader.election.LockWatch;
import io.leader.election.LockWatcher;

/**
 * Makes each renewal an {@link Observation} named {@value #NAME}, with the
 * low-cardinality key {@code election}. Handlers run on the thread of the renewal: one
 * that blocks delays it.
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
	 * @param registry where handlers are registered
	 * @param observed whether an election's renewals are to be observed
	 */
	public ObservedRenewals(ObservationRegistry registry, Predicate<String> observed) {
		this.registry = registry;
		this.observed = observed;
	}

	@Override
	public ElectionLock decorate(String election, ElectionLock lock) {
		return this.observed.test(election) ? new ObservedLock(election, lock) : lock;
	}

	private final class ObservedLock implements ElectionLock {

		private final String election;

		private final ElectionLock lock;

		ObservedLock(String election, ElectionLock lock) {
			this.election = election;
			this.lock = lock;
		}

		@Override
		public LockSnapshot read(Duration timeout) {
			return this.lock.read(timeout);
		}

		@Override
		public LockSnapshot create(LockRecord record, Duration timeout) {
			return this.lock.create(record, timeout);
		}

		@Override
		public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
			LockRecord before = expected.record();
			if (before == null || !record.renews(before)) {
				return this.lock.replace(expected, record, timeout);
			}
			Observation observation = Observation.createNotStarted(NAME, ObservedRenewals.this.registry)
				.lowCardinalityKeyValue(LeaderMeter.Key.ELECTION.asString(), this.election);
			safely(observation::start);
			try {
				return this.lock.replace(expected, record, timeout);
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
				logger.debug("A handler of observations failed; the renewal does not", ex);
			}
		}

		@Override
		public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
			return this.lock.watch(from, watcher, timeout);
		}

		@Override
		public LockCoordinates coordinates() {
			return this.lock.coordinates();
		}

		@Override
		public String toString() {
			return this.lock.toString();
		}

	}

}
