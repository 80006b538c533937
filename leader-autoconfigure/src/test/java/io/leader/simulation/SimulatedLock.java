package io.leader.simulation;

import java.time.Duration;
import java.util.function.Supplier;

import io.leader.election.ElectionLock;
import io.leader.election.LockException;
import io.leader.election.LockException.Kind;
import io.leader.election.LockRecord;
import io.leader.election.LockSnapshot;
import io.leader.election.LockWatch;
import io.leader.election.LockWatcher;

/**
 * One process's way to the modelled server. A call runs at the instant at which the
 * request takes effect; the way there and the way back are in {@link SimulatedProcess}.
 */
final class SimulatedLock implements ElectionLock {

	private final SimulatedProcess process;

	private final ModelledServer server;

	SimulatedLock(SimulatedProcess process, ModelledServer server) {
		this.process = process;
		this.server = server;
	}

	@Override
	public LockSnapshot read(Duration timeout) {
		return arrive(this.server::read);
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		return arrive(() -> this.server.create(record));
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		return arrive(() -> this.server.replace(expected, record));
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		return arrive(() -> {
			Runnable close = this.server.watch(this.process, from, watcher);
			return close::run;
		});
	}

	private <T> T arrive(Supplier<T> effect) {
		return switch (this.process.fateOfRequest()) {
			case REFUSED -> throw new LockException(Kind.FAILED, "503 service unavailable", null);
			case LOST -> throw this.process.lost();
			case LANDS_LATE -> {
				this.process.landLate(() -> this.process.forget(effect.get()));
				throw this.process.lost();
			}
			case ARRIVES -> effect.get();
		};
	}

	@Override
	public String toString() {
		return "the modelled lock";
	}

}
