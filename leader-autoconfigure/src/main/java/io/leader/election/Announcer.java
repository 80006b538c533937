package io.leader.election;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Tells the world what happens to a candidate: the log, the listeners, and the status
 * that any thread may ask for. Its methods are called on the engine's thread, except
 * {@link #status}.
 */
final class Announcer {

	private final Candidate candidate;

	private final EventQueue events;

	private final LeaderElection election;

	private volatile LeaderElectionStatus status;

	private @Nullable String leader;

	private @Nullable String stranger;

	Announcer(Candidate candidate, EventQueue events, LeaderElection election) {
		this.candidate = candidate;
		this.events = events;
		this.election = election;
		this.status = new LeaderElectionStatus(candidate.name(), candidate.settings.identity(), null, false, null, 0,
				null, null);
	}

	/**
	 * What is known now. From any thread.
	 */
	LeaderElectionStatus status(boolean leading) {
		LeaderElectionStatus known = this.status;
		return new LeaderElectionStatus(known.election(), known.identity(), known.leader(), leading, known.since(),
				known.transitions(), known.lastRenewal(), known.problem());
	}

	void standing() {
		this.candidate.log.info("Election '{}': standing as '{}' for {}", this.candidate.name(),
				this.candidate.settings.identity(), this.candidate.lock);
	}

	void granted(Term term) {
		this.leader = this.candidate.settings.identity();
		this.candidate.log.info("Election '{}': leading as '{}', fencing token {}", this.candidate.name(), this.leader,
				term.fencingToken());
		this.events.granted((listener) -> listener.onGranted(this.election, term.fencingToken()));
	}

	void revoked(String cause, Runnable listenersReturned) {
		this.leader = null;
		this.candidate.log.info("Election '{}': no longer leading: {}", this.candidate.name(), cause);
		this.events.revoked((listener) -> listener.onRevoked(this.election), listenersReturned);
	}

	/**
	 * Tells who holds the lock, if that is news.
	 * @param seen the lock
	 * @param mine whether the record is this candidate's own, of this life or a former
	 * one
	 */
	void sighted(LockSnapshot seen, boolean mine) {
		LockRecord record = seen.record();
		if (record == null || record.isFree() || mine || seen.isHolderGone()) {
			return;
		}
		if (record.holder().equals(this.candidate.settings.identity())) {
			warnOfStranger(record);
		}
		else if (!record.holder().equals(this.leader)) {
			this.leader = record.holder();
			this.candidate.log.info("Election '{}': '{}' leads", this.candidate.name(), record.holder());
			this.events.other((listener) -> listener.onOtherLeader(this.election, record.holder()));
		}
	}

	private void warnOfStranger(LockRecord record) {
		String instance = Objects.requireNonNullElse(record.instance(), "none");
		if (instance.equals(this.stranger)) {
			return;
		}
		this.stranger = instance;
		String own = this.candidate.settings.mark().toString();
		if (instance.equals(own)) {
			this.candidate.log
				.warn("Election '{}': the lock names this candidate '{}', but this candidate did not write that. "
						+ "It is waited out like any other.", this.candidate.name(), record.holder());
			return;
		}
		this.candidate.log.error("Election '{}': another process holds the lock under this candidate's identity '{}' "
				+ "(instance mark {}, ours is {}). It is waited out like any other. Give each process an identity of "
				+ "its own (leader.identity); if this was the same container before a restart, set POD_UID so that it "
				+ "is recognized.", this.candidate.name(), record.holder(), instance, own);
	}

	void publish() {
		LockSnapshot seen = this.candidate.memory.seen();
		this.status = status((seen != null) ? seen.record() : null);
		this.events.pump();
	}

	private LeaderElectionStatus status(@Nullable LockRecord record) {
		String name = this.candidate.name();
		String identity = this.candidate.settings.identity();
		String problem = this.candidate.problems.gravest();
		if (record == null) {
			return new LeaderElectionStatus(name, identity, null, false, null, this.status.transitions(), null,
					problem);
		}
		if (record.isFree()) {
			return new LeaderElectionStatus(name, identity, null, false, null, record.transitions(), null, problem);
		}
		return new LeaderElectionStatus(name, identity, record.holder(), false, record.acquireTime(),
				record.transitions(), record.renewTime(), problem);
	}

}
