package io.leader.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.LockWriter.Written;
import io.leader.election.Problems.Aspect;

/**
 * Takes all decisions of one candidate in one election, on the engine's thread. The main
 * path is {@link #step()}: after an answer, a sight of the lock, a timer, or a wish from
 * outside it looks at the whole state, does what is due and sets one timer. So nothing
 * depends on which of these came first, and a late timer does no harm.
 */
final class Elector {

	private enum Phase {

		STOPPED, FOLLOWING, LEADING, ENDING

	}

	private final Candidate candidate;

	private final Announcer announcer;

	private final EngineThread engine;

	private final StepTimer timer;

	private final ClockAlarm alarm;

	private final LockWriter writer;

	private final LockObserver observer;

	private final Candidacy candidacy;

	private final List<CompletableFuture<Void>> waitingForStop = new ArrayList<>();

	private Phase phase = Phase.STOPPED;

	/** Whether this is to be a candidate. */
	private boolean wanted;

	private @Nullable Leadership leadership;

	/** While a term ends, which may outlast a stop. */
	private @Nullable Ending ending;

	/** No claim from before begins another term. */
	private long lastTermEnd;

	/** Whether the last term ended so that others can win. */
	private boolean yielded;

	Elector(Candidate candidate, Announcer announcer) {
		this.candidate = candidate;
		this.announcer = announcer;
		ElectionRuntime runtime = candidate.runtime;
		this.engine = new EngineThread(runtime.engine(), this::failed);
		this.timer = new StepTimer(candidate, this.engine, this::step);
		this.alarm = new ClockAlarm(candidate, this.engine, this::step);
		Duration lease = candidate.settings.timings().leaseInForce();
		LockCalls calls = LockCalls.ofReader(this.engine, runtime.io(), lease);
		this.writer = new LockWriter(candidate, LockCalls.ofWriter(this.engine, runtime.io(), lease), this::step);
		this.observer = new LockObserver(candidate, this.engine, calls, this::sighted, this::step);
		this.candidacy = new Candidacy(candidate, this.writer, this.observer);
	}

	// Wishes from outside, from any thread

	void start() {
		this.engine.execute(() -> {
			this.wanted = true;
			step();
		});
	}

	CompletableFuture<Void> stop() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		boolean accepted = this.engine.execute(() -> {
			this.wanted = false;
			this.waitingForStop.add(done);
			step();
		});
		if (!accepted) {
			done.complete(null);
		}
		return done;
	}

	void stayOut(long until) {
		this.engine.execute(() -> {
			this.candidacy.stayOut(until);
			step();
		});
	}

	void wake() {
		this.engine.execute(this::step);
	}

	void lookAgain() {
		this.observer.readNow();
	}

	// The main path

	private void step() {
		boolean slept = this.candidate.campaign.hasSlept();
		long next = switch (this.phase) {
			case STOPPED -> start(this.wanted);
			case FOLLOWING -> this.wanted ? follow() : stopFollowing();
			case LEADING -> slept ? expire() : lead();
			case ENDING -> proceed();
		};
		if (this.phase == Phase.STOPPED && next == StepTimer.NEVER) {
			this.timer.cancel();
		}
		else {
			this.timer.set(next);
		}
		this.candidate.problems.lookAtRecord(this.candidate.memory.seen());
		this.announcer.publish();
	}

	private long start(boolean wanted) {
		if (!wanted) {
			if (this.ending == null || this.ending.isDrained()) {
				this.candidate.campaign.end();
			}
			completeStop();
			return StepTimer.NEVER;
		}
		this.candidate.campaign.draw();
		this.phase = Phase.FOLLOWING;
		this.announcer.standing();
		this.candidacy.reset(0);
		this.observer.start();
		if (this.ending != null) {
			this.phase = Phase.ENDING;
			return proceed();
		}
		return follow();
	}

	private void completeStop() {
		this.waitingForStop.forEach((done) -> done.complete(null));
		this.waitingForStop.clear();
	}

	private long follow() {
		this.candidate.campaign.drawAfterSleep();
		long observe = this.observer.look();
		return Math.min(observe, this.candidacy.stand(this::acquired));
	}

	private long lead() {
		Leadership current = this.leadership;
		Authority held = this.candidate.authority.get();
		if (current == null || held == null || isToStayOut()) {
			return end(current, RevocationCause.YIELDED, "this candidate yielded", true);
		}
		if (!this.wanted) {
			return end(current, RevocationCause.STOPPED, "this candidate stops",
					this.candidate.settings.releaseOnStop() && !this.candidate.settings.forLife());
		}
		long left = held.remainingNanos(this.candidate.runtime.clock());
		return (left <= 0) ? expire() : Math.min(this.observer.look(), current.renew(left));
	}

	private long expire() {
		String sentence = "the lock was not renewed within the renew deadline";
		return end(this.leadership, RevocationCause.EXPIRED, sentence, false);
	}

	private boolean isToStayOut() {
		return this.candidacy.staysOut() && !this.candidate.settings.forLife();
	}

	private long stopFollowing() {
		this.phase = Phase.ENDING;
		this.ending = new Ending(this.candidate, this.writer, this.observer, null, false);
		return proceed();
	}

	private long end(@Nullable Leadership ended, RevocationCause cause, String sentence, boolean release) {
		this.candidate.endAuthority();
		this.alarm.unset();
		this.leadership = null;
		this.phase = Phase.ENDING;
		Ending end = new Ending(this.candidate, this.writer, this.observer, ended, release);
		this.ending = end;
		if (ended != null) {
			this.lastTermEnd = this.candidate.now();
			ended.term().end();
			this.yielded = release;
			this.candidate.statistics.revoked(cause);
			this.announcer.revoked(sentence, () -> this.engine.execute(() -> {
				end.listenersReturned();
				step();
			}));
		}
		return proceed();
	}

	private long proceed() {
		long next = (this.ending != null) ? this.ending.proceed(this.wanted) : Ending.DONE;
		if (next != Ending.DONE) {
			return next;
		}
		if (this.ending != null && this.ending.isDrained()) {
			this.ending = null;
		}
		this.candidate.load.leave(this.candidate);
		if (!this.wanted) {
			this.phase = Phase.STOPPED;
			this.observer.stop();
			return start(false);
		}
		completeStop();
		this.phase = Phase.FOLLOWING;
		this.candidacy.reset(this.yielded ? this.candidate.retryPeriod() : 0);
		return follow();
	}

	// What arrives in between

	private void acquired(Written claim) {
		if (this.candidate.sinceOrigin(claim.sentNanos()) < this.lastTermEnd) {
			// A later claim has won since, and its term is over.
			recheck();
			if (this.leadership == null) {
				this.candidate.load.leave(this.candidate);
			}
			return;
		}
		if (this.leadership != null) {
			endIf(this.leadership.acquiredAgain(claim));
			return;
		}
		Runnable onDoubt = this::recheck;
		Leadership claimed = new Leadership(this.candidate, this.writer, this.observer, claim, this::wake, onDoubt);
		// Else not even released: that would make others forget the other one, too.
		boolean free = !this.candidate.isAnotherKnown();
		if (free && this.phase == Phase.ENDING && this.ending != null) {
			this.ending.claimed(claimed);
		}
		else if (free && this.phase == Phase.FOLLOWING && claimed.begin(claim)) {
			this.phase = Phase.LEADING;
			this.leadership = claimed;
			this.alarm.set();
			this.candidacy.won();
			this.announcer.granted(claimed.term());
		}
		else {
			this.candidate.load.leave(this.candidate);
		}
	}

	private void recheck() {
		LockSnapshot seen = this.candidate.memory.seen();
		endIf((this.leadership != null && seen != null) ? this.leadership.sighted(seen) : null);
	}

	private void endIf(@Nullable String over) {
		if (over != null) {
			end(this.leadership, RevocationCause.LOST, over, false);
		}
	}

	private void sighted() {
		LockSnapshot seen = this.candidate.memory.seen();
		if (seen == null || this.phase == Phase.STOPPED) {
			return;
		}
		this.candidacy.sighted();
		recheck();
		boolean mine = this.candidate.memory.isOwn(seen);
		this.announcer.sighted(seen, mine);
		if (!mine && seen.record() != null && !seen.record().isFree()) {
			// Somebody leads: nothing is wrong any more.
			this.candidate.problems.cleared(Aspect.WRITE);
		}
		step();
	}

	private void failed(Throwable failure) {
		this.timer.set(this.candidate.now() + this.candidate.retryPeriod());
		this.candidate.log.error("Election '{}': a step failed and is tried again. This is a bug: please report it.",
				this.candidate.name(), failure);
	}

}
