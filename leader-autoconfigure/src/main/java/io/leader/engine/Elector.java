package io.leader.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.engine.LockWriter.Written;
import io.leader.engine.Problems.Aspect;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Takes all decisions of one candidate in one election, on the engine's thread. After
 * each event {@link #step()} looks at the whole state, does what is due, and sets one
 * timer. So nothing depends on which event came first, and a late timer does no harm.
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

	private final Stops stops = new Stops();

	private Phase phase = Phase.STOPPED;

	private boolean wanted;

	private @Nullable Leadership leadership;

	/** While a term ends, which may outlast a stop. */
	private @Nullable Ending ending;

	/** No claim from before begins another term. */
	private long lastTermEnd;

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

	void start() {
		wish(() -> this.wanted = true);
	}

	CompletableFuture<Void> stop() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		if (!wish(() -> {
			this.wanted = false;
			this.stops.add(done);
		})) {
			done.complete(null);
		}
		return done;
	}

	void wake() {
		this.engine.execute(this::step);
	}

	/**
	 * Does something on the engine's thread and looks at the whole state then.
	 * @return {@code false} if the engine is closed
	 */
	boolean wish(Runnable wish) {
		return this.engine.execute(() -> {
			wish.run();
			step();
		});
	}

	private void lastCallFinished() {
		if (!this.engine.execute(this::step)) {
			this.candidate.campaign.end();
		}
	}

	void lookAgain() {
		this.observer.readNow();
	}

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
			this.stops.complete();
			return StepTimer.NEVER;
		}
		this.candidate.campaign.draw(this.ending == null);
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

	private long follow() {
		this.candidate.campaign.drawIfExpired();
		long observe = this.observer.look();
		return this.observer.hasLooked() ? Math.min(observe, this.candidacy.stand(this::acquired)) : observe;
	}

	private long lead() {
		Leadership current = this.leadership;
		Authority held = this.candidate.authority.get();
		boolean forLife = this.candidate.settings.forLife();
		if (current == null || held == null || (this.candidacy.staysOut() && !forLife)) {
			return end(current, RevocationCause.YIELDED, "this candidate yielded", !forLife);
		}
		if (!this.wanted) {
			return end(current, RevocationCause.STOPPED, "this candidate stops",
					this.candidate.settings.releasesAtStop());
		}
		long left = held.remainingNanos(this.candidate.runtime.clock());
		return (left <= 0) ? expire() : Math.min(this.observer.look(), current.renew(left));
	}

	private long expire() {
		String sentence = "the lock was not renewed within the renew deadline";
		return end(this.leadership, RevocationCause.EXPIRED, sentence, false);
	}

	private long stopFollowing() {
		this.phase = Phase.ENDING;
		this.ending = new Ending(this.candidate, this.writer, this.observer, null, false);
		return proceed();
	}

	private long end(@Nullable Leadership ended, RevocationCause cause, String sentence, boolean release) {
		this.candidate.endAuthority();
		Ending end = new Ending(this.candidate, this.writer, this.observer, ended, release);
		// From here on nothing fails before listeners are told.
		this.leadership = null;
		this.phase = Phase.ENDING;
		this.ending = end;
		if (ended != null) {
			this.lastTermEnd = end.began();
			this.yielded = release;
			ended.term().end();
			this.announcer.revoked(sentence, () -> wish(end::listenersReturned));
			this.candidate.statistics.revoked(cause);
		}
		this.alarm.unset();
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
		if (this.stops.complete()) {
			this.candidate.campaign.expire();
		}
		this.phase = Phase.FOLLOWING;
		this.candidacy.reset(this.yielded ? this.candidate.retryPeriod() : 0);
		return follow();
	}

	private void acquired(Written claim) {
		if (this.candidate.sinceOrigin(claim.sentNanos()) < this.lastTermEnd
				|| !this.candidate.campaign.hasSent(claim.sentNanos())) {
			// A later claim has won since, and its term is over; or it was another start.
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
		Leadership claimed = new Leadership(this.candidate, this.writer, this.observer, claim, this::lastCallFinished,
				this::recheck);
		if (this.candidate.isAnotherKnown()) {
			// Not even released: that would make others forget the other one, too.
			this.candidate.load.leave(this.candidate);
		}
		else if (this.phase == Phase.ENDING && this.ending != null) {
			this.ending.claimed(claimed);
		}
		else if (this.phase == Phase.FOLLOWING) {
			begin(claimed, claim);
		}
	}

	private void begin(Leadership claimed, Written claim) {
		this.alarm.set();
		if (!claimed.begin(claim)) {
			this.alarm.unset();
			this.candidate.load.leave(this.candidate);
			return;
		}
		this.phase = Phase.LEADING;
		this.leadership = claimed;
		this.announcer.granted(claimed.term());
		this.candidacy.won();
	}

	private void recheck() {
		LockSnapshot seen = this.candidate.memory.seen();
		if (this.leadership != null && seen != null) {
			endIf(this.leadership.sighted(seen));
		}
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
		LockRecord record = seen.record();
		boolean mine = this.leadership != null || this.candidate.memory.isOwn(seen);
		this.candidate.campaign.isInLock(record);
		this.announcer.sighted(seen, mine);
		if (!mine && record != null && !record.isFree()) {
			// Somebody leads: nothing is wrong any more.
			this.candidate.problems.cleared(Aspect.WRITE);
		}
		step();
	}

	private void failed(Throwable failure) {
		this.timer.set(this.candidate.now() + this.candidate.retryPeriod());
		this.announcer.failed(failure);
	}

}
