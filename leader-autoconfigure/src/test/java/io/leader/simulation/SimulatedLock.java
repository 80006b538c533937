package io.leader.simulation;

import java.time.Duration;
import java.util.function.Supplier;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * One process's access to the modeled server. A call runs at the instant when the request
 * takes effect; {@link SimulatedCalls} models the transit in both directions.
 */
final class SimulatedLock implements ElectionLock {

	private final SimulatedProcess process;

	private final ModeledServer server;

	private final boolean verifiesHolder;

	private final boolean forLife;

	/**
	 * The UID of the last observed holder's Pod, or {@code null} if no holder has been
	 * observed or the lock was last observed free.
	 */
	private String lastPod;

	private long lastVersion;

	private long lastRefusal = -World.HOUR;

	private long lastConflict = -1;

	SimulatedLock(SimulatedProcess process, ModeledServer server, boolean verifiesHolder, boolean forLife) {
		this.verifiesHolder = verifiesHolder;
		this.process = process;
		this.server = server;
		this.forLife = forLife;
	}

	@Override
	public boolean verifiesHolder() {
		return this.verifiesHolder;
	}

	@Override
	public boolean isHeldForLife() {
		return this.forLife;
	}

	@Override
	public Duration timeResolution() {
		return Duration.ofNanos(1);
	}

	@Override
	public LockCoordinates coordinates() {
		return new LockCoordinates("modeled", "lock", null);
	}

	@Override
	public LockSnapshot read(Duration timeout) {
		return arrive(timeout, () -> {
			if (this.verifiesHolder && this.process.network().arePodChecksFailing()) {
				this.process.network().trouble();
				throw new SimulatedRefusal(this.process.world().chance(0.5) ? Kind.DENIED : Kind.FAILED,
						"the holder's Pod cannot be checked");
			}
			// The last observed holder is the one in this version or, if the lock was
			// deleted, the one in the last version that was observed before the deletion.
			LockSnapshot snapshot = noted(this.server.read());
			boolean gone = this.verifiesHolder && this.lastPod != null && !this.server.podExists(this.lastPod);
			LockSnapshot result = gone ? snapshot.withHolderGone() : snapshot;
			this.process.calls().returns(result);
			return result;
		});
	}

	@Override
	public LockSnapshot readFirst(Duration timeout) {
		LockSnapshot before = this.server.readBefore();
		if (before.version() == this.server.read().version() || before.version() % 2 == 0) {
			return read(timeout);
		}
		return arrive(timeout, () -> noted(before));
	}

	private LockSnapshot noted(LockSnapshot snapshot) {
		LockRecord record = snapshot.record();
		if (record != null && snapshot.version() >= this.lastVersion) {
			this.lastVersion = snapshot.version();
			this.lastPod = record.isFree() ? null : ModeledServer.podUid(record);
		}
		return snapshot;
	}

	private LockSnapshot claimed(LockSnapshot base, LockSnapshot written) {
		if (written.record().isFree()) {
			this.process.released();
		}
		else {
			this.process.calls().claimed(base, written);
		}
		return noted(written);
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		return arrive(timeout, () -> claimed(LockSnapshot.absent(), this.server.create(this.process, record)));
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		return arrive(timeout, () -> {
			refuseReleaseOnce(record);
			noteConflict(expected);
			LockSnapshot written = claimed(expected, this.server.replace(this.process, expected, record));
			loseResponseToReleaseOnce(record);
			return written;
		});
	}

	/**
	 * Counts a conflict as a fault, but only once per version, since a candidate must not
	 * run into two conflicts with the same version.
	 */
	private void noteConflict(LockSnapshot expected) {
		long version = this.server.read().version();
		if (version != expected.version() && version != this.lastConflict) {
			this.lastConflict = version;
			this.process.network().trouble();
		}
	}

	/**
	 * Responds to some releases with an error. For 30 s after a release has failed in
	 * this way or its response has been lost, no other release fails, so that a retry
	 * succeeds.
	 */
	private void refuseReleaseOnce(LockRecord record) {
		if (isToBeRefused(record) && this.process.world().chance(0.6)) {
			this.lastRefusal = this.process.world().now();
			throw refusal(this.process.world().random().nextInt(5), 1);
		}
	}

	private void loseResponseToReleaseOnce(LockRecord record) {
		if (isToBeRefused(record) && this.process.world().chance(0.5)) {
			this.lastRefusal = this.process.world().now();
			throw this.process.calls().lost();
		}
	}

	private boolean isToBeRefused(LockRecord record) {
		World world = this.process.world();
		return record.isFree() && world.has(Model.RELEASES_REFUSED)
				&& world.now() - this.lastRefusal > 30 * World.SECOND;
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		return arrive(timeout, () -> {
			Runnable close = this.server.watch(this.process, from, new LockWatcher() {

				@Override
				public void changed(LockSnapshot snapshot) {
					watcher.changed(noted(snapshot));
					SimulatedLock.this.process.saw(snapshot);
				}

				@Override
				public void closed(LockException cause) {
					watcher.closed(cause);
				}

			});
			return close::run;
		});
	}

	private <T> T arrive(Duration timeout, Supplier<T> effect) {
		this.process.calls().takesAtMost(timeout.toNanos());
		this.process.calls().countRequest();
		if (this.server.isDeniedTo(this.process)) {
			throw new SimulatedRefusal(Kind.DENIED, "403 forbidden");
		}
		return switch (this.process.network().fateOfRequest()) {
			case REFUSED -> throw this.process.network().refusal();
			case LOST -> throw this.process.calls().lost();
			case LANDS_LATE -> {
				this.process.network().landLate(() -> this.process.calls().forget(effect.get()));
				throw this.process.calls().lost();
			}
			case ARRIVES -> effect.get();
		};
	}

	/**
	 * Creates an error response to a request that had no effect.
	 */
	static LockException refusal(int which, long seconds) {
		return switch (which) {
			case 0 -> new SimulatedRefusal(Kind.FAILED, "500 internal error");
			case 1 -> new SimulatedRefusal(Kind.FAILED, "429 too many requests", Duration.ofSeconds(seconds));
			case 2 -> new SimulatedRefusal(Kind.CONFLICT, "409 conflict");
			case 3 -> new SimulatedRefusal(Kind.FAILED, "410 gone");
			default -> new SimulatedRefusal(Kind.FAILED, "503 service unavailable");
		};
	}

	@Override
	public String toString() {
		return "the modeled lock";
	}

}
