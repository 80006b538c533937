package io.leader.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Records what administrators have done to the lock and decides which violations their
 * actions excuse.
 */
final class Administration {

	/**
	 * An action of an administrator.
	 *
	 * @param version the lock's version before the action
	 * @param at the time of the action
	 */
	private record Act(long version, long at) {
	}

	private final World world;

	private final Kind kind;

	private final List<Act> acts = new ArrayList<>();

	Administration(World world, Kind kind) {
		this.world = world;
		this.kind = kind;
	}

	/**
	 * Records that an administrator is about to delete or edit the lock.
	 */
	void acts() {
		this.acts.add(new Act(this.world.version(), this.world.now()));
	}

	/**
	 * Returns whether an administrator has acted since the given version was written.
	 */
	boolean hasHappenedSince(long version) {
		return this.acts.stream().anyMatch((act) -> act.version() >= version);
	}

	/**
	 * Returns whether an administrator has acted since the given time.
	 */
	boolean hasHappenedAfter(long time) {
		return this.acts.stream().anyMatch((act) -> act.at() >= time);
	}

	/**
	 * Returns whether an administrator's action excuses two leaders. This is the case if
	 * all of these conditions are met:
	 * <ul>
	 * <li>The older leader was granted leadership before the action and has not yet
	 * reacted to it.</li>
	 * <li>At most about one renew deadline has passed since the action. With a lock for
	 * life, there is no such limit.</li>
	 * <li>The newer leader claimed the lock after the action, when the lock looked
	 * released or no unexpired holder was known.</li>
	 * </ul>
	 */
	boolean excuses(SimulatedProcess older, long olderToken, SimulatedProcess newer, long newerToken) {
		double deadline = older.settings().renewDeadline() * 1.06;
		boolean exempt = this.acts.stream()
			.anyMatch((act) -> olderToken <= act.version() && newerToken > act.version()
					&& !older.knowledge().hasActedOn(act.version())
					&& (this.kind == Kind.FOR_LIFE || this.world.now() <= act.at() + deadline)
					&& !newer.knowledge().hasClaimedKnowing(newerToken));
		if (!exempt) {
			this.world.note("%s (token %s, %s) and %s (claimed despite a known lease: %s) are not excused by %s", older,
					olderToken, older.knowledge(), newer, newer.knowledge().hasClaimedKnowing(newerToken), this.acts);
		}
		return exempt;
	}

	/**
	 * Returns whether an administrator acted between the grants of two terms and the
	 * newer leader claimed the lock when the lock looked released or no unexpired holder
	 * was known.
	 */
	boolean comesBetween(SimulatedProcess one, long oneToken, SimulatedProcess other, long otherToken) {
		SimulatedProcess newer = (oneToken > otherToken) ? one : other;
		long newerToken = Math.max(oneToken, otherToken);
		return !newer.knowledge().hasClaimedKnowing(newerToken) && this.acts.stream()
			.anyMatch((act) -> Math.min(oneToken, otherToken) <= act.version() && newerToken > act.version());
	}

}
