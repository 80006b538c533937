package io.leader.simulation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * What a process must know about the lock according to the observer: everything that has
 * arrived at the process.
 */
final class Knowledge {

	/** How long a process may take to react to an arrival. */
	static final long REACTION = World.MILLISECOND / 5;

	private final World world;

	private final String podUid;

	private final long ownLease;

	private final boolean forLife;

	private long actedOn;

	private long newest;

	/** When the record of another holder arrived, or -1 if no other holder is known. */
	private long otherSince = -1;

	private long otherLease;

	/**
	 * When a newer record arrived that the process may have handled even though it
	 * arrived late; negative if there is none.
	 */
	private long lateSince = -1;

	private long lateLease;

	private LockRecord other;

	/**
	 * The newest record that has arrived, even if it arrived while the process was
	 * stopped.
	 */
	private LockRecord arrived;

	/** When the newest record first arrived. */
	private long arrivedAt;

	/**
	 * For each version that the process wrote, whether it was written despite another
	 * holder's lease.
	 */
	private final TreeMap<Long, Boolean> claims = new TreeMap<>();

	private long lastWrote = -World.HOUR;

	/** The versions of claims that created the lock. */
	private final TreeSet<Long> creations = new TreeSet<>();

	/**
	 * The versions of creations after which an earlier record of another holder was
	 * observed.
	 */
	private final Set<Long> surprised = new HashSet<>();

	Knowledge(World world, String podUid, long ownLease, boolean forLife) {
		this.forLife = forLife;
		this.world = world;
		this.podUid = podUid;
		this.ownLease = ownLease;
	}

	/**
	 * Records the arrival of a snapshot.
	 */
	void arrived(LockSnapshot snapshot) {
		// A claim of a lock for life supersedes all earlier versions.
		boolean overtaken = this.forLife && !this.claims.isEmpty() && snapshot.version() < this.claims.lastKey();
		boolean news = snapshot.version() > this.newest && !overtaken;
		mayHaveArrived(snapshot);
		LockRecord record = snapshot.record();
		boolean others = record != null && !record.isFree() && !snapshot.isHolderGone()
				&& !this.podUid.equals(ModeledServer.podUid(record));
		if (others && this.creations.higher(snapshot.version()) != null) {
			this.surprised.add(this.creations.higher(snapshot.version()));
		}
		if (others && news && !(this.otherSince >= 0 && record.equals(this.other))) {
			this.other = record;
			this.otherSince = this.arrivedAt;
			this.otherLease = lease(record);
			this.lateSince = -1;
		}
	}

	/**
	 * Records the arrival of a response for which the caller may no longer have been
	 * waiting. If the process still handled the response, a newer record has replaced the
	 * known record of the other holder.
	 */
	void arrivedLate(LockSnapshot snapshot) {
		boolean news = snapshot.version() > this.newest;
		mayHaveArrived(snapshot);
		LockRecord record = snapshot.record();
		if (news && record != null && !record.isFree() && !record.equals(this.other)) {
			this.lateSince = this.arrivedAt;
			this.lateLease = lease(record);
		}
	}

	private long lease(LockRecord record) {
		int seconds = record.leaseDurationSeconds();
		return (seconds > 0) ? seconds * World.SECOND : this.ownLease;
	}

	/**
	 * Records the arrival of a snapshot that the process may or may not have handled.
	 */
	void mayHaveArrived(LockSnapshot snapshot) {
		boolean overtaken = snapshot.version() < this.newest;
		this.newest = Math.max(this.newest, snapshot.version());
		LockRecord record = snapshot.record();
		if (record != null && !overtaken && !record.equals(this.arrived)) {
			this.arrived = record;
			this.arrivedAt = this.world.now();
		}
		if (snapshot.isHolderGone() || (record != null && isReleased(record))) {
			this.otherSince = -1;
		}
	}

	/**
	 * Returns whether a record was released rather than emptied.
	 */
	private static boolean isReleased(LockRecord record) {
		return record.isFree()
				&& (record.leaseDurationSeconds() > 0 || record.acquireTime() != null || record.renewTime() != null);
	}

	/**
	 * Records that the process has had time to react to the arrival of a version.
	 */
	void actedOn(long version) {
		this.actedOn = Math.max(this.actedOn, version);
	}

	boolean hasActedOn(long version) {
		return this.actedOn > version;
	}

	/**
	 * Returns whether the process must know of another holder's unexpired lease.
	 */
	boolean remembersOther() {
		long known = this.world.now() - this.otherSince;
		boolean replaced = this.lateSince >= 0 && this.world.now() - this.lateSince >= 0.9 * this.lateLease;
		return this.otherSince >= 0 && known > REACTION
				&& (this.forLife || (known < 0.9 * this.otherLease && !replaced));
	}

	/**
	 * Records a successful claim or renewal.
	 * @param base the snapshot that is replaced
	 * @param version the version that is written
	 * @param knowing whether another holder's lease was known when the request was sent
	 */
	void claimed(LockSnapshot base, long version, boolean knowing) {
		LockRecord before = base.record();
		this.lastWrote = this.world.now();
		if (base.isAbsent()) {
			this.creations.add(version);
		}
		this.claims.put(version, knowing && (before == null || !isReleased(before)));
		if (this.forLife) {
			// The other holder is forgotten. Otherwise, all candidates would wait for
			// each other.
			this.otherSince = -1;
		}
	}

	/**
	 * Returns whether the claim to which a token belongs was sent even though another
	 * holder's lease was known and the lock did not look released.
	 */
	boolean hasClaimedKnowing(long token) {
		Map.Entry<Long, Boolean> claim = this.claims.floorEntry(token);
		return claim != null && claim.getValue();
	}

	/**
	 * Returns whether the lease that the process wrote last has not expired.
	 */
	boolean hasLease() {
		return this.world.now() - this.lastWrote < this.ownLease;
	}

	/**
	 * Returns whether an earlier record of another holder was observed after the creation
	 * to which a token belongs.
	 */
	boolean isSurprisedAfter(long token) {
		return this.surprised.contains(this.creations.floor(token));
	}

	@Override
	public String toString() {
		return "acted on " + this.actedOn;
	}

}
