package io.leader.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.leader.election.InstanceMark;
import io.leader.election.LockRecord;
import io.leader.election.LockSnapshot;

/**
 * What a process cannot but know of the lock, as the observer sees it: what has arrived
 * there.
 */
final class Knowledge {

	/** How long it may take until what has arrived is acted on. */
	static final long REACTION = World.MILLISECOND / 5;

	private final World world;

	private final InstanceMark mark;

	private final boolean forLife;

	private long actedOn;

	private long newest;

	/** Since when it has known of the other that holds the lock, or -1. */
	private long otherSince = -1;

	private long otherLease;

	/** By version, whether it was claimed in spite of another's lease. */
	private final TreeMap<Long, Boolean> claims = new TreeMap<>();

	Knowledge(World world, InstanceMark mark, boolean forLife) {
		this.forLife = forLife;
		this.world = world;
		this.mark = mark;
	}

	/**
	 * Notes that something has arrived.
	 */
	void arrived(LockSnapshot snapshot) {
		// What came before a claim of its own is forgotten with that, for life.
		boolean overtaken = this.forLife && !this.claims.isEmpty() && snapshot.version() < this.claims.lastKey();
		boolean news = snapshot.version() > this.newest && !overtaken;
		mayHaveArrived(snapshot);
		LockRecord record = snapshot.record();
		if (record != null && news && !record.isFree() && !snapshot.isHolderGone()
				&& !this.mark.podUid().equals(ModelledServer.podUid(record))) {
			this.otherSince = this.world.now();
			this.otherLease = record.leaseDurationSeconds() * World.SECOND;
		}
	}

	/**
	 * Notes that something has arrived, perhaps too late for anybody to wait for it.
	 */
	void mayHaveArrived(LockSnapshot snapshot) {
		this.newest = Math.max(this.newest, snapshot.version());
		LockRecord record = snapshot.record();
		if (snapshot.isHolderGone() || (record != null && record.isFree())) {
			this.otherSince = -1;
		}
	}

	/**
	 * Notes that there was time to act on what has arrived.
	 */
	void actedOn(long version) {
		this.actedOn = Math.max(this.actedOn, version);
	}

	boolean hasActedOn(long version) {
		return this.actedOn > version;
	}

	/**
	 * Whether it knows of another's lease that is not over.
	 */
	boolean remembersOther() {
		long known = this.world.now() - this.otherSince;
		return this.otherSince >= 0 && known > REACTION && (this.forLife || known < 0.9 * this.otherLease);
	}

	/**
	 * Notes a claim that succeeds.
	 * @param base what it replaces
	 * @param version the version that it writes
	 * @param knowing whether another's lease was known of when it was sent
	 */
	void claimed(LockSnapshot base, long version, boolean knowing) {
		LockRecord before = base.record();
		this.claims.put(version, knowing && (before == null || !before.isFree()));
		if (this.forLife) {
			// Else all would wait for each other.
			this.otherSince = -1;
		}
	}

	/**
	 * Whether the claim behind a token was sent although another's lease was known of,
	 * and not for what reads as a release.
	 */
	boolean hasClaimedKnowing(long token) {
		Map.Entry<Long, Boolean> claim = this.claims.floorEntry(token);
		return claim != null && claim.getValue();
	}

	@Override
	public String toString() {
		return "acted on " + this.actedOn;
	}

}
