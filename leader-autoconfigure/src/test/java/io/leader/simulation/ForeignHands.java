package io.leader.simulation;

import java.time.Instant;

import io.leader.lock.LockRecord;

/**
 * Plans and makes the changes to the lock that come from outside the election: from
 * administrators, and from programs that do not take part in the election.
 */
final class ForeignHands {

	private final World world;

	private final Schedule schedule;

	private final ModeledServer server;

	private boolean over;

	private boolean extreme;

	ForeignHands(World world, Schedule schedule) {
		this.world = world;
		this.schedule = schedule;
		this.server = schedule.servers().get(0);
	}

	void plan() {
		if (this.world.has(Model.OBJECT_TOUCHED)) {
			long lease = this.schedule.replicas().longestLease();
			long least = this.world.between(lease / 20, lease);
			touchAgain(least, least + lease / 2);
		}
		if (this.world.has(Model.RENEW_TIME_CHANGED)) {
			changeRenewTimeAgain();
		}
	}

	/**
	 * Ends the changes, except those outside the record. Candidates may have to wait for
	 * a lease duration of years, or for a holder for life whose lock was deleted. If so,
	 * a released record, which ends that wait, is written repeatedly while nobody leads,
	 * since a candidate might miss it.
	 */
	void end() {
		this.over = true;
		boolean deleted = this.schedule.kind() == Kind.FOR_LIFE && this.world.has(Model.LOCK_DELETED_OFTEN);
		if (this.extreme || deleted) {
			this.world.in(deleted ? this.schedule.replicas().longestLease() : 0, this::endTheWait);
		}
	}

	private void endTheWait() {
		if (this.schedule.observer().leader() == null) {
			this.world.note("administrator: ends the wait");
			this.schedule.observer().administration().acts();
			this.server.putForeign(new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, 0, null));
		}
		this.world.in(20 * World.SECOND, this::endTheWait);
	}

	private void touchAgain(long least, long most) {
		this.world.in(this.world.between(least, most), () -> {
			touch();
			touchAgain(least, most);
		});
	}

	private void touch() {
		if (this.server.read().record() != null) {
			this.world.note("somebody changes something outside the record");
			this.server.put(this.server.read().record());
		}
	}

	private void changeRenewTimeAgain() {
		this.world.in(this.world.between(World.SECOND, 20 * World.SECOND), () -> {
			LockRecord before = this.server.read().record();
			SimulatedProcess holder = this.server.holder();
			if (!this.over && before != null && holder != null && holder.election().isLeader()) {
				this.world.note("somebody changes the renew time");
				Instant other = Instant.ofEpochSecond(this.world.between(1_600_000_000, 1_800_000_000));
				this.server.put(new LockRecord(before.holder(), before.leaseDurationSeconds(), before.acquireTime(),
						other, before.transitions(), before.instance()));
			}
			changeRenewTimeAgain();
		});
	}

	/**
	 * Sometimes changes the lock, as an administrator would. During a migration from one
	 * lock to another, changes nothing in the record. A lock for life is never assigned
	 * to a holder that does not exist.
	 */
	void administer() {
		Kind kind = this.schedule.kind();
		boolean renewed = kind == Kind.RENEWED || kind == Kind.OWNED;
		int draw = this.world.random().nextInt(6);
		LockRecord before = this.server.read().record();
		if (this.server.read().isAbsent() || this.over) {
			return;
		}
		if (draw == 0) {
			touch();
		}
		else if (kind.isMigrating()) {
			return;
		}
		else if (draw < 3) {
			deleteLock();
		}
		else if (draw == 3 && before != null) {
			edit(before, !renewed || this.world.chance(0.5));
		}
		else if (draw == 4 && renewed) {
			this.schedule.observer().administration().acts();
			this.server.mangle();
		}
		else if (draw == 5 && renewed && before != null) {
			empty();
		}
	}

	void deleteLock() {
		this.schedule.observer().administration().acts();
		this.server.delete();
	}

	/**
	 * Removes all fields of the record, which is not a release.
	 */
	void empty() {
		if (!this.server.read().isAbsent()) {
			this.world.note("administrator: empties the record");
			this.schedule.observer().administration().acts();
			this.server.putForeign(new LockRecord("", 0, null, null, 0, null));
		}
	}

	private void edit(LockRecord before, boolean toNobody) {
		this.schedule.observer().administration().acts();
		this.world.note("administrator: edits the lock");
		int seconds = toNobody ? 1 : (int) this.world.between(0, 15);
		this.server.putForeign(new LockRecord(toNobody ? "" : "administrator", seconds, null, null,
				before.transitions(), before.instance()));
	}

	/**
	 * Writes numbers that may be at the limits of their types into the record of a
	 * holder, and sometimes deletes the lock within the next second.
	 */
	void writeExtremes() {
		LockRecord before = this.server.read().record();
		Kind kind = this.schedule.kind();
		if (before == null || before.isFree() || this.over || !(kind == Kind.RENEWED || kind == Kind.OWNED)) {
			return;
		}
		this.schedule.observer().administration().acts();
		int seconds = before.leaseDurationSeconds();
		int draw = this.world.random().nextInt(5);
		this.extreme |= draw == 4;
		int duration = switch (draw) {
			case 0 -> 0;
			case 1 -> -1;
			case 2 -> Integer.MIN_VALUE;
			case 4 -> Integer.MAX_VALUE;
			default -> seconds;
		};
		int transitions = this.world.chance(0.5) ? Integer.MAX_VALUE
				: this.world.chance(0.3) ? -1 : before.transitions();
		this.world.note("administrator: writes a duration of %d s and %d transitions", duration, transitions);
		LockRecord after = new LockRecord(before.holder(), duration, before.acquireTime(), before.renewTime(),
				transitions, before.instance());
		if (after.equals(before)) {
			this.server.put(after);
		}
		else {
			this.server.putForeign(after);
		}
		if (this.world.chance(0.3)) {
			this.world.in(this.world.between(0, World.SECOND), () -> {
				if (!this.over) {
					deleteLock();
				}
			});
		}
	}

}
