package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.HolderTracker.Update;
import io.leader.engine.machine.HolderTracker.Viewpoint;
import io.leader.lock.LockSnapshot;

/**
 * Holds the current {@link HolderTracker}, which changes with each observation or write.
 */
final class TrackedLock {

	private final Rules rules;

	private final RememberedRecords own;

	private HolderTracker tracker = HolderTracker.EMPTY;

	TrackedLock(Duration lease, boolean forLife, RememberedRecords own) {
		this.rules = new Rules(lease.toNanos(), (int) lease.toSeconds(), lease.toNanos() * 2 / 3, lease.toNanos() / 7,
				List.of(), 0, 0, true, false, new Rules.Traits(forLife, forLife, Duration.ofSeconds(1)));
		this.own = own;
	}

	private Viewpoint at(long now) {
		return new Viewpoint(this.rules, this.own.records(), now);
	}

	private boolean apply(Update update) {
		this.tracker = update.tracker();
		return update.news();
	}

	boolean watched(LockSnapshot snapshot, long now) {
		return apply(this.tracker.watched(snapshot, at(now)));
	}

	boolean read(LockSnapshot snapshot, OptionalLong highestWhenSent, long now) {
		return apply(this.tracker.read(snapshot, highestWhenSent, at(now)));
	}

	void wrote(LockSnapshot snapshot, LockSnapshot base) {
		this.tracker = this.tracker.wrote(snapshot, base, 0);
	}

	OptionalLong highest() {
		return this.tracker.highest();
	}

	@Nullable LockSnapshot seen() {
		return this.tracker.last().orElse(null);
	}

	@Nullable LockSnapshot overlooked() {
		return this.tracker.overlooked().orElse(null);
	}

	boolean isOwn(LockSnapshot snapshot) {
		return this.tracker.isOwn(snapshot, this.own.records());
	}

	/**
	 * Returns how much longer the lock is left to its holder, in nanoseconds, where
	 * {@link Long#MAX_VALUE} means forever.
	 */
	long remaining(long now) {
		return this.tracker.isTakenForGood() ? Long.MAX_VALUE : this.tracker.remaining(now);
	}

}
