package io.leader.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatcher;

/**
 * A model of the API server. It has one lock, a version that increases with every change,
 * and watches that deliver changes late but in order. Some events are lost, and some
 * arrive twice.
 */
final class ModeledServer {

	private final class Stream {

		private final SimulatedProcess process;

		private final LockWatcher watcher;

		private long deliveredAt;

		private boolean open = true;

		private boolean silent;

		Stream(SimulatedProcess process, LockWatcher watcher) {
			this.process = process;
			this.watcher = watcher;
		}

		void deliver(LockSnapshot snapshot) {
			if (!this.process.network().isReachable()) {
				cut();
				return;
			}
			if (this.silent || this.process.network().losesEvent()) {
				return;
			}
			arrive(snapshot);
			if (this.process.network().losesEvent()) {
				arrive(snapshot);
			}
		}

		private void arrive(LockSnapshot snapshot) {
			this.deliveredAt = Math.max(this.deliveredAt,
					ModeledServer.this.world.now() + this.process.network().delay());
			this.process.at(this.deliveredAt, () -> {
				if (this.open) {
					this.watcher.changed(snapshot);
				}
			});
		}

		void cut() {
			if (this.open) {
				this.open = false;
				ModeledServer.this.streams.remove(this);
				this.process.at(ModeledServer.this.world.now() + this.process.network().delay(),
						() -> this.watcher.closed(new SimulatedRefusal(Kind.FAILED, "the watch was cut")));
			}
		}

	}

	private final World world;

	private final List<Stream> streams = new ArrayList<>();

	private final Set<String> pods = new HashSet<>();

	private final String name;

	private LockSnapshot lock = LockSnapshot.absent();

	private LockSnapshot before = this.lock;

	private long changedAt = -World.HOUR;

	private Consumer<SimulatedProcess> onClaim = (writer) -> {
	};

	private Consumer<SimulatedProcess> onWrite = (writer) -> {
	};

	private SimulatedProcess holder;

	private String denied = "";

	private int writes;

	ModeledServer(World world, String name) {
		this.world = world;
		this.name = name;
	}

	/**
	 * Sets the callbacks for candidates' claims and for all of their writes. The
	 * callbacks are called at the instant of the write.
	 */
	void onWrites(Consumer<SimulatedProcess> claims, Consumer<SimulatedProcess> all) {
		this.onClaim = claims;
		this.onWrite = all;
	}

	LockSnapshot read() {
		return this.lock;
	}

	/**
	 * Returns the state before the last change if that change was less than a second ago,
	 * like a watch cache that lags behind, and otherwise the current state.
	 */
	LockSnapshot readBefore() {
		return (this.world.now() - this.changedAt < World.SECOND) ? this.before : this.lock;
	}

	LockSnapshot create(SimulatedProcess writer, LockRecord record) {
		if (!this.lock.isAbsent()) {
			throw new SimulatedRefusal(Kind.CONFLICT, "the lock exists");
		}
		return write(writer, record);
	}

	LockSnapshot replace(SimulatedProcess writer, LockSnapshot expected, LockRecord record) {
		if (this.lock.isAbsent() || this.lock.version() != expected.version()) {
			throw new SimulatedRefusal(Kind.CONFLICT, "the lock is at version " + this.lock.version());
		}
		writer.check(!record.isFree() || this.holder == writer, "%s released a record that is not its own", writer);
		return write(writer, record);
	}

	private LockSnapshot write(SimulatedProcess writer, LockRecord record) {
		if (record.transitions() < 0 || record.leaseDurationSeconds() < 0) {
			throw new SimulatedRefusal(Kind.FAILED, "422 invalid");
		}
		boolean claim = !record.isFree() && this.holder != writer;
		put(record);
		this.holder = record.isFree() ? null : writer;
		if (claim) {
			this.onClaim.accept(writer);
		}
		this.onWrite.accept(writer);
		return this.lock;
	}

	/**
	 * Writes a record, but does not change which process counts as the holder.
	 */
	void put(LockRecord record) {
		this.writes++;
		publish(LockSnapshot.of(this.world.nextVersion(), record, null));
		this.world.note("%s: version %d, holder '%s', mark %s", this.name, this.lock.version(), record.holder(),
				record.instance());
	}

	/**
	 * Writes a record of a third party, after which no process counts as the holder.
	 */
	void putForeign(LockRecord record) {
		this.holder = null;
		put(record);
	}

	/**
	 * Makes the record unreadable, after which no process counts as the holder.
	 */
	void mangle() {
		this.holder = null;
		publish(LockSnapshot.unreadable(this.world.nextVersion(), "mangled", null));
		this.world.note("%s: mangled, version %d", this.name, this.lock.version());
	}

	/**
	 * Returns the process that holds the lock, or {@code null} if there is none, for
	 * example because an administrator has deleted or edited the lock.
	 */
	SimulatedProcess holder() {
		return this.holder;
	}

	/**
	 * Refuses all requests from one identity forever.
	 */
	void deny(String identity) {
		this.denied = identity;
	}

	boolean isDeniedTo(SimulatedProcess process) {
		return this.denied.equals(process.election().identity());
	}

	private void publish(LockSnapshot snapshot) {
		this.before = this.lock;
		this.changedAt = this.world.now();
		this.lock = snapshot;
		List.copyOf(this.streams).forEach((stream) -> stream.deliver(snapshot));
	}

	/**
	 * Creates a Pod.
	 */
	void podCreated(String uid) {
		this.pods.add(uid);
	}

	boolean podExists(String uid) {
		return this.pods.contains(uid);
	}

	/**
	 * Deletes a Pod.
	 * @param collects whether a lock that the Pod owns is garbage-collected after a while
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
	 * Returns the UID of the Pod of a record's holder.
	 */
	static String podUid(LockRecord record) {
		String instance = String.valueOf(record.instance());
		int end = instance.indexOf('/');
		return (end < 0) ? instance : instance.substring(0, end);
	}

	/**
	 * Deletes the lock.
	 */
	void delete() {
		if (this.lock.isAbsent()) {
			return;
		}
		long version = this.world.nextVersion();
		this.world.note("%s: deleted, version %d", this.name, version);
		this.holder = null;
		publish(LockSnapshot.absent(version));
		this.lock = LockSnapshot.absent();
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

	/**
	 * Silences a process's watches without ending them.
	 */
	void silenceWatches(SimulatedProcess process) {
		this.streams.stream().filter((stream) -> stream.process == process).forEach((stream) -> stream.silent = true);
	}

	boolean isWatchedBy(SimulatedProcess process) {
		return this.streams.stream().anyMatch((stream) -> stream.process == process && !stream.silent);
	}

	int writes() {
		return this.writes;
	}

}
