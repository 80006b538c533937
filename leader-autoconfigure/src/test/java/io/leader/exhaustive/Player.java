package io.leader.exhaustive;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.State;
import io.leader.engine.machine.Window;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * A candidate and its process.
 *
 * @param name its identity
 * @param starts the number of marks it has drawn
 * @param alive whether the process exists
 * @param frozen whether the process is paused
 * @param clock its monotonic clock, in nanoseconds
 * @param state the state of its machine
 * @param authority the authority that {@code isLeader()} compares with the clock
 * @param call the number of the term in which a guarded call runs
 * @param watch the number of the open watch
 * @param wakes the alarms that the machine has set
 * @param items the items in transit
 * @param memory what it has observed of another holder
 * @param ending what remains of the term that ended last
 */
record Player(String name, int starts, boolean alive, boolean frozen, long clock, State state,
		Optional<Authority> authority, OptionalLong call, OptionalLong watch, Map<Alarm, Window> wakes,
		List<Item> items, Memory memory, Optional<Ending> ending) {

	/**
	 * What a candidate has observed of another holder, independently of what its machine
	 * concludes.
	 *
	 * @param held the record of the other holder, or empty if there is none or a later
	 * observation shows that the record or its holder is gone
	 * @param until the earliest time at which the wait for that holder may end, on the
	 * player's clock
	 * @param highest the highest version that the player has observed
	 */
	record Memory(Optional<LockRecord> held, long until, long highest) {

		static final Memory NONE = new Memory(Optional.empty(), 0, -1);

		/**
		 * Returns the memory after another observation.
		 * @param pod the UID of the player's Pod; a record with that UID is the player's
		 * own
		 */
		Memory seeing(LockSnapshot snapshot, String pod, long now) {
			LockRecord record = snapshot.record();
			if (snapshot.isHolderGone()) {
				return new Memory(Optional.empty(), 0, Math.max(this.highest, snapshot.version()));
			}
			if (snapshot.isAbsent() && snapshot.version() < 0) {
				// A read of an absent lock returns no version.
				return new Memory(Optional.empty(), this.until, this.highest);
			}
			if (snapshot.version() <= this.highest) {
				return this;
			}
			if (record != null && record.isReleased()) {
				return new Memory(Optional.empty(), 0, snapshot.version());
			}
			if (record == null || record.isFree()) {
				return new Memory(Optional.empty(), this.until, snapshot.version());
			}
			if (Server.podOf(record).equals(pod)) {
				return new Memory(this.held, this.until, snapshot.version());
			}
			boolean same = this.held.filter(record::equals).isPresent();
			return new Memory(Optional.of(record), same ? this.until : now + record.leaseDurationSeconds() * Mode.TICK,
					snapshot.version());
		}

	}

	/**
	 * The authority of a term.
	 *
	 * @param term the number of the term
	 * @param ends when the authority ends, on the player's clock
	 * @param token the fencing token of the term
	 * @param after the highest version that had been observed when the term began;
	 * versions between this version and the token may have been missed
	 */
	record Authority(long term, long ends, long token, long after) {
	}

	/**
	 * What remains of a term that has ended. Times are on the player's clock.
	 *
	 * @param leaseEnd when others may acquire the lock
	 * @param holdsBackUntil the time until which the player leaves the lock to others
	 */
	record Ending(long leaseEnd, long holdsBackUntil) {
	}

	/**
	 * Returns whether this process considers itself the leader.
	 */
	boolean leads() {
		return this.alive && this.authority.filter((held) -> this.clock < held.ends()).isPresent();
	}

	Player with(Optional<Authority> other) {
		return new Player(this.name, this.starts, this.alive, this.frozen, this.clock, this.state, other, this.call,
				this.watch, this.wakes, this.items, this.memory, this.ending);
	}

	Player calling(OptionalLong term) {
		return new Player(this.name, this.starts, this.alive, this.frozen, this.clock, this.state, this.authority, term,
				this.watch, this.wakes, this.items, this.memory, this.ending);
	}

	Player at(long time) {
		return new Player(this.name, this.starts, this.alive, this.frozen, time, this.state, this.authority, this.call,
				this.watch, this.wakes, this.items, this.memory, this.ending);
	}

	Player frozen(boolean nowFrozen) {
		return new Player(this.name, this.starts, this.alive, nowFrozen, this.clock, this.state, this.authority,
				this.call, this.watch, this.wakes, this.items, this.memory, this.ending);
	}

	Player alive(boolean nowAlive) {
		return new Player(this.name, this.starts, nowAlive, this.frozen, this.clock, this.state, this.authority,
				this.call, this.watch, this.wakes, this.items, this.memory, this.ending);
	}

	Player with(List<Item> others) {
		return new Player(this.name, this.starts, this.alive, this.frozen, this.clock, this.state, this.authority,
				this.call, this.watch, this.wakes, List.copyOf(others), this.memory, this.ending);
	}

	Player withoutWatch() {
		return new Player(this.name, this.starts, this.alive, this.frozen, this.clock, this.state, this.authority,
				this.call, OptionalLong.empty(), this.wakes, this.items, this.memory, this.ending);
	}

	/**
	 * Returns the UID of this player's Pod.
	 */
	String pod() {
		return this.state.situation().own().mark().podUid();
	}

	/**
	 * Returns whether this player still waits for a holder even though it has observed
	 * the same record of that holder for the whole lease duration.
	 */
	boolean waitsForNothing() {
		return this.state instanceof State.Following following && this.memory.held().isPresent()
				&& this.clock >= this.memory.until()
				&& following.situation().tracker().last().map(LockSnapshot::record).equals(this.memory.held())
				&& following.situation().tracker().isTaken(this.clock)
				&& !following.situation().tracker().awaited().isForLife();
	}

	boolean runs() {
		return this.alive && !this.frozen;
	}

	boolean isUrgent(Alarm alarm) {
		Window window = this.wakes.get(alarm);
		return window != null && window.to() <= this.clock;
	}

	boolean mayRing(Alarm alarm) {
		Window window = this.wakes.get(alarm);
		return window != null && window.from() <= this.clock;
	}

	boolean isBusy() {
		return runs() && (this.items.stream().anyMatch((item) -> !item.late() || item.isDue(this.clock))
				|| this.wakes.keySet().stream().anyMatch(this::isUrgent));
	}

}
