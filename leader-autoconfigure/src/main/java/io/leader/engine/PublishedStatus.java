package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.engine.machine.Aspect;
import io.leader.engine.machine.Situation;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The status that any thread can request. Combines what the engine published after its
 * last step with the authority that remains when the status is requested.
 */
final class PublishedStatus {

	private final Candidate candidate;

	/**
	 * What the engine knew after its last step.
	 *
	 * @param situation what the machine knows
	 * @param transitions how many times the lock has changed hands, as last observed
	 * @param problems the current problems
	 * @param overdue the problem of an earlier term that has not ended in time, if there
	 * is one
	 */
	private record Known(Situation situation, int transitions, List<String> problems, @Nullable String overdue) {

		@Nullable LockRecord record() {
			return this.situation.tracker().last().map(LockSnapshot::record).orElse(null);
		}

	}

	private volatile Known known;

	PublishedStatus(Candidate candidate, Situation initial) {
		this.candidate = candidate;
		this.known = new Known(initial, 0, List.of(), null);
	}

	/**
	 * Publishes the state after a step. Called on the engine's thread.
	 */
	void update(Situation now, Problems problems) {
		LockSnapshot seen = now.tracker().last().orElse(null);
		LockRecord record = (seen != null) ? seen.record() : null;
		this.known = new Known(now, (record != null) ? record.transitions() : this.known.transitions(),
				problems.sentences(), problems.of(Aspect.DRAIN));
	}

	/**
	 * Returns the current status. Can be called from any thread.
	 */
	LeaderElectionStatus status() {
		Known now = this.known;
		Authority held = this.candidate.authority().current();
		long left = (held != null) ? held.remainingNanos(this.candidate.runtime().clock()) : 0;
		boolean valid = left > 0;
		boolean leading = held != null && valid && held.calls().isOpen();
		Long token = (held != null && leading) ? held.calls().fencingToken() : null;
		String identity = now.situation().own().identity();
		LockRecord seen = now.record();
		LockRecord record = (seen != null && !seen.isFree()) ? seen : null;
		Duration absence = Duration.ofNanos(Math.max(0, now.situation().outUntil() - this.candidate.now()));
		return LeaderElectionStatus.builder(this.candidate.name(), identity, this.candidate.lock().coordinates())
			.leader(valid ? identity : (record != null) ? record.holder() : null)
			.leading(leading)
			.since((record != null) ? record.acquireTime() : null)
			.transitions(now.transitions())
			.lastRenewal((record != null) ? record.renewTime() : null)
			.authorityRemaining(leading ? remaining(held, left) : RemainingTime.NONE)
			.fencingToken(token)
			.absence(absence)
			.problems((token != null) ? problems(now, token) : now.problems())
			.failure(failure(now, held, left))
			.build();
	}

	/**
	 * Returns the problems of a leader. If the preparation reports a problem that makes
	 * the leader's work ineffective, that problem comes first.
	 */
	private List<String> problems(Known now, long token) {
		Optional<String> obstacle = this.candidate.settings()
			.preparation()
			.flatMap((preparation) -> preparation.problem(this.candidate.name(), token));
		if (obstacle.isEmpty()) {
			return now.problems();
		}
		List<String> all = new ArrayList<>(now.problems());
		all.add(0, obstacle.get());
		return all;
	}

	private static RemainingTime remaining(@Nullable Authority held, long left) {
		return (held != null && held.isForLife() && left > 0) ? RemainingTime.UNLIMITED
				: RemainingTime.of(Duration.ofNanos(left));
	}

	private @Nullable String failure(Known now, @Nullable Authority held, long left) {
		if (now.overdue() != null) {
			return now.overdue();
		}
		ElectionTimings timings = this.candidate.settings().timings();
		long lease = timings.leaseInForce().toNanos();
		if (held != null && timings.renewDeadline().toNanos() - left > lease) {
			return "The authority ended a while ago, but the election has not reacted: its thread is stuck.";
		}
		long unreachable = this.candidate.now() - now.situation().unreachableSince().orElse(Long.MAX_VALUE);
		if (unreachable > lease) {
			return "The lock has been unreachable for " + TimeUnit.NANOSECONDS.toSeconds(unreachable)
					+ "s, which is longer than the lease duration.";
		}
		return null;
	}

}
