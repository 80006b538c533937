package io.leader.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.leader.election.LockException;
import io.leader.election.LockException.Kind;
import io.leader.election.LockRecord;
import io.leader.election.LockSnapshot;
import io.leader.election.LockWatcher;

/**
 * The API server as the engines see it: one lock, versions that grow with every change,
 * and watches that are told of changes late but in order; some of these get lost, and
 * some come twice.
 */
final class ModelledServer {

	/**
	 * Hears of each change of the holder, at the instant of the write.
	 */
	interface ClaimListener {

		void claimed(String instance);

	}

	private final class Stream {

		private final SimulatedProcess process;

		private final LockWatcher watcher;

		private long deliveredAt;

		private boolean open = true;

		Stream(SimulatedProcess process, LockWatcher watcher) {
			this.process = process;
			this.watcher = watcher;
		}

		void deliver(LockSnapshot snapshot) {
			if (!this.process.network().isReachable()) {
				cut();
				return;
			}
			if (this.process.network().losesEvent()) {
				return;
			}
			arrive(snapshot);
			if (this.process.network().losesEvent()) {
				arrive(snapshot);
			}
		}

		private void arrive(LockSnapshot snapshot) {
			this.deliveredAt = Math.max(this.deliveredAt,
					ModelledServer.this.world.now() + this.process.network().delay());
			this.process.at(this.deliveredAt, () -> {
				if (this.open) {
					this.watcher.changed(snapshot);
				}
			});
		}

		void cut() {
			if (this.open) {
				this.open = false;
				ModelledServer.this.streams.remove(this);
				this.process.at(ModelledServer.this.world.now() + this.process.network().delay(),
						() -> this.watcher.closed(new LockException(Kind.FAILED, "the watch was cut", null)));
			}
		}

	}

	private final World world;

	private final List<Stream> streams = new ArrayList<>();

	private final Set<String> pods = new HashSet<>();

	private final String name;

	private LockSnapshot lock = LockSnapshot.absent();

	private ClaimListener onClaim = (instance) -> {
	};

	private int writes;

	ModelledServer(World world, String name) {
		this.world = world;
		this.name = name;
	}

	void onClaim(ClaimListener listener) {
		this.onClaim = listener;
	}

	LockSnapshot read() {
		return this.lock;
	}

	LockSnapshot create(LockRecord record) {
		if (!this.lock.isAbsent()) {
			throw new LockException(Kind.CONFLICT, "the lock exists", null);
		}
		return write(record);
	}

	LockSnapshot replace(LockSnapshot expected, LockRecord record) {
		if (this.lock.isAbsent() || this.lock.version() != expected.version()) {
			throw new LockException(Kind.CONFLICT, "the lock is at version " + this.lock.version(), null);
		}
		return write(record);
	}

	private LockSnapshot write(LockRecord record) {
		LockRecord before = this.lock.record();
		this.writes++;
		publish(LockSnapshot.of(this.world.nextVersion(), record, null));
		this.world.note("%s: version %d, holder '%s', mark %s", this.name, this.lock.version(), record.holder(),
				record.instance());
		if (!record.isFree() && (before == null || !String.valueOf(record.instance()).equals(before.instance())
				|| before.isFree())) {
			this.onClaim.claimed(record.instance());
		}
		return this.lock;
	}

	private void publish(LockSnapshot snapshot) {
		this.lock = snapshot;
		List.copyOf(this.streams).forEach((stream) -> stream.deliver(snapshot));
	}

	/**
	 * A Pod exists from now on.
	 */
	void podCreated(String uid) {
		this.pods.add(uid);
	}

	boolean podExists(String uid) {
		return this.pods.contains(uid);
	}

	/**
	 * A Pod is deleted.
	 * @param collects whether a lock that it owns is collected, after a while
	 */
	void podDeleted(String uid, boolean collects) {
		this.pods.remove(uid);
		if (!collects) {
			return;
		}
		this.world.in(this.world.between(World.SECOND / 20, 20 * World.SECOND), () -> {
			LockRecord record = this.lock.record();
			if (record != null && uid.equals(podUid(record))) {
				delete();
			}
		});
	}

	/**
	 * The Pod of a record's holder.
	 */
	static String podUid(LockRecord record) {
		return String.valueOf(record.instance()).replaceAll("/.*", "");
	}

	/**
	 * Somebody deletes the lock.
	 */
	void delete() {
		if (this.lock.isAbsent()) {
			return;
		}
		long version = this.world.nextVersion();
		this.world.note("%s: deleted, version %d", this.name, version);
		publish(LockSnapshot.absent(version));
		this.lock = LockSnapshot.absent();
	}

	/**
	 * An administrator writes another holder, or none, over whatever is there.
	 */
	void edit(boolean toNobody) {
		LockRecord before = this.lock.record();
		if (before != null) {
			int seconds = toNobody ? 1 : (int) this.world.between(0, 15);
			this.world.note("administrator: edits the lock");
			write(new LockRecord(toNobody ? "" : "administrator", seconds, null, null, before.transitions(),
					before.instance()));
		}
	}

	/**
	 * An administrator changes something else in the lock's object.
	 */
	void touch() {
		LockRecord before = this.lock.record();
		if (before != null) {
			this.world.note("administrator: changes something beside the record");
			write(before);
		}
	}

	/**
	 * An administrator makes the record unreadable.
	 */
	void mangle() {
		if (!this.lock.isAbsent()) {
			publish(LockSnapshot.unreadable(this.world.nextVersion(), "mangled", null));
			this.world.note("%s: mangled, version %d", this.name, this.lock.version());
		}
	}

	Runnable watch(SimulatedProcess process, LockSnapshot from, LockWatcher watcher) {
		Stream stream = new Stream(process, watcher);
		this.streams.add(stream);
		if (!this.lock.isAbsent() && this.lock.version() > from.version()) {
			stream.deliver(this.lock);
		}
		return () -> {
			stream.open = false;
			this.streams.remove(stream);
		};
	}

	void cutWatches(SimulatedProcess process) {
		List.copyOf(this.streams).stream().filter((stream) -> stream.process == process).forEach(Stream::cut);
	}

	boolean isWatchedBy(SimulatedProcess process) {
		return this.streams.stream().anyMatch((stream) -> stream.process == process);
	}

	int writes() {
		return this.writes;
	}

}
