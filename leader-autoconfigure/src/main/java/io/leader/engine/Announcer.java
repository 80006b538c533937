package io.leader.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.engine.Problems.Aspect;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.PrintableText;

/**
 * Tells the world what happens to a candidate: the log, the listeners, and the status
 * that any thread may ask for. Its methods are called on the engine's thread, except
 * {@link #status}.
 */
final class Announcer {

	private final Candidate candidate;

	private final EventQueue events;

	private final LeaderElection election;

	/**
	 * What the engine knew after its last step.
	 *
	 * @param record the record last seen
	 * @param transitions how often the lock has changed hands
	 * @param problems what is wrong
	 * @param overdue what of a former term has not ended in time
	 * @param unreachableSince since when the lock has not answered
	 */
	private record Known(@Nullable LockRecord record, int transitions, List<String> problems, @Nullable String overdue,
			long unreachableSince) {
	}

	private volatile Known known = new Known(null, 0, List.of(), null, Problems.NEVER);

	private @Nullable String leader;

	private @Nullable String stranger;

	Announcer(Candidate candidate, EventQueue events, LeaderElection election) {
		this.candidate = candidate;
		this.events = events;
		this.election = election;
	}

	/**
	 * What is known now. From any thread.
	 */
	LeaderElectionStatus status() {
		Known now = this.known;
		Authority held = this.candidate.authority.get();
		long left = (held != null) ? held.remainingNanos(this.candidate.runtime.clock()) : 0;
		boolean leading = left > 0;
		Long token = (held != null && leading) ? held.term().fencingToken() : null;
		String identity = this.candidate.identity();
		LockRecord record = (now.record() != null && !now.record().isFree()) ? now.record() : null;
		return new LeaderElectionStatus(this.candidate.name(), identity, this.candidate.lock.coordinates(),
				leading ? identity : (record != null) ? record.holder() : null, leading,
				(record != null) ? record.acquireTime() : null, now.transitions(),
				(record != null) ? record.renewTime() : null, remaining(held, left), token, absence(), now.problems(),
				failure(now, held, left));
	}

	private static Duration remaining(@Nullable Authority held, long left) {
		return (held != null && held.spanNanos() == Authority.FOR_LIFE && left > 0) ? ChronoUnit.FOREVER.getDuration()
				: Duration.ofNanos(Math.max(0, left));
	}

	private Duration absence() {
		return Duration.ofNanos(Math.max(0, this.candidate.outUntil - this.candidate.now()));
	}

	private @Nullable String failure(Known now, @Nullable Authority held, long left) {
		if (now.overdue() != null) {
			return now.overdue();
		}
		long lease = this.candidate.settings.timings().leaseInForce().toNanos();
		if (held != null && this.candidate.renewDeadline() - left > lease) {
			return "The authority ended a while ago, and the election has not taken notice: its thread is stuck.";
		}
		long unreachable = this.candidate.now() - now.unreachableSince();
		if (now.unreachableSince() != Problems.NEVER && unreachable > lease) {
			return "The lock has been out of reach for " + TimeUnit.NANOSECONDS.toSeconds(unreachable)
					+ "s, which is longer than a lease.";
		}
		return null;
	}

	void failed(Throwable failure) {
		this.candidate.log.error("Election '{}': a step failed and is tried again. This is a bug: please report it.",
				this.candidate.name(), failure);
	}

	void standing() {
		this.candidate.log.info("Election '{}': standing as '{}' for {}", this.candidate.name(),
				this.candidate.identity(), this.candidate.lock);
	}

	void granted(Term term) {
		this.leader = this.candidate.identity();
		this.events.granted((listener) -> listener.onGranted(this.election, term.fencingToken()));
		this.candidate.log.info("Election '{}': leading as '{}', fencing token {}", this.candidate.name(), this.leader,
				term.fencingToken());
	}

	void revoked(String cause, Runnable listenersReturned) {
		this.leader = null;
		this.events.revoked((listener) -> listener.onRevoked(this.election), listenersReturned);
		this.candidate.log.info("Election '{}': no longer leading: {}", this.candidate.name(), cause);
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
		if (record.holder().equals(this.candidate.identity())) {
			warnOfStranger(record);
		}
		else if (!record.holder().equals(this.leader)) {
			this.leader = record.holder();
			tellOfOther(record.holder());
			this.candidate.log.info("Election '{}': '{}' leads", this.candidate.name(), record.printableHolder());
		}
	}

	/**
	 * Tells of another leader. From any thread.
	 */
	void tellOfOther(String other) {
		this.events.other((listener) -> listener.onOtherLeader(this.election, other));
	}

	private void warnOfStranger(LockRecord record) {
		String instance = Objects.requireNonNullElse(record.instance(), "none");
		if (instance.equals(this.stranger)) {
			return;
		}
		this.stranger = instance;
		String own = this.candidate.mark().toString();
		if (instance.equals(own)) {
			this.candidate.log
				.warn("Election '{}': the lock names this candidate '{}', but this candidate did not write that. "
						+ "It is waited out like any other.", this.candidate.name(), record.printableHolder());
			return;
		}
		if (InstanceMark.isOfThisJvm(instance)) {
			this.candidate.log
				.warn("Election '{}': another application in this JVM holds the lock under the same identity '{}'. "
						+ "It is waited out like any other. Give each of them an identity of its own "
						+ "(leader.identity), or, if they are not to share the lock, a lock of its own "
						+ "(leader.lock-name).", this.candidate.name(), record.printableHolder());
			return;
		}
		this.candidate.log.error("Election '{}': another process holds the lock under this candidate's identity '{}' "
				+ "(instance mark {}, ours is {}). It is waited out like any other. Give each process an identity of "
				+ "its own (leader.identity); if this was the same container before a restart, set POD_UID so that it "
				+ "is recognized.", this.candidate.name(), record.printableHolder(), PrintableText.of(instance), own);
	}

	void publish() {
		LockSnapshot seen = this.candidate.memory.seen();
		LockRecord record = (seen != null) ? seen.record() : null;
		Problems problems = this.candidate.problems;
		this.known = new Known(record, (record != null) ? record.transitions() : this.known.transitions(),
				problems.sentences(), problems.of(Aspect.DRAIN), problems.unreachableSince());
	}

}
