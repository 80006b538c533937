package io.leader.engine.machine;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.leader.engine.machine.Outbox.Write;
import io.leader.engine.machine.State.Following;
import io.leader.engine.machine.State.Leading;
import io.leader.engine.machine.State.SteppingDown;
import io.leader.engine.machine.State.Stopped;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Takes all decisions of one candidate in one election. {@link #next} takes in what
 * happened, looks at the whole state, and does what is due: so nothing depends on which of
 * several inputs came first, and a late alarm does no harm. The phases and their
 * transitions are described at {@link State}.
 */
public final class Machine {

	private final Rules rules;

	/**
	 * Creates a machine.
	 * @param rules what it decides by
	 */
	public Machine(Rules rules) {
		this.rules = rules;
	}

	/**
	 * The state of a candidate that has not been started.
	 * @param identity the name to show until it is
	 * @param mark the mark that goes with it
	 * @param clocksApart how far the wall clock is ahead of the monotonic one
	 * @return the state
	 */
	public State initial(String identity, InstanceMark mark, long clocksApart) {
		SentRecords own = SentRecords.none(identity, mark, this.rules.lock().timeResolution());
		return new Stopped(new Situation(new Name(0, false, false, Set.of(mark)), own, HolderTracker.EMPTY,
				Observation.NONE, Outbox.EMPTY, ClaimHistory.NONE, 0, 0, OptionalLong.empty(), OptionalLong.empty(),
				clocksApart, 0, 1), Drain.NOTHING);
	}

	/**
	 * Decides what follows from an input.
	 * @param state the state before it
	 * @param input the input
	 * @param now the monotonic clock, in nanoseconds; does not go back
	 * @return what follows
	 */
	public Transition next(State state, Input input, long now) {
		Step step = new Step(this.rules, state, input, now);
		expireIfOver(step);
		input.applyTo(this, step);
		if (step.hasSighted()) {
			sighted(step);
		}
		proceed(step);
		return step.transition();
	}

	private void proceed(Step step) {
		Class<?> before;
		do {
			before = step.state.getClass();
			step.wakeNoMore();
			if (step.state instanceof Stopped stopped && stopped.remains().isOver()) {
				step.endMarks();
			}
			else if (step.state instanceof Following following) {
				follow(step, following);
			}
			else if (step.state instanceof Leading leading) {
				lead(step, leading);
			}
			else if (step.state instanceof SteppingDown down) {
				stepDown(step, down);
			}
		}
		while (step.state.getClass() != before);
		if (!(step.state instanceof Stopped)) {
			// Nothing that is missed may end the election's loop (rule 10).
			step.wakeAt(step.now + this.rules.lease());
		}
	}

	// Wishes

	void start(Step step) {
		if (step.state instanceof SteppingDown down) {
			step.state = new SteppingDown(down.situation(), true, down.restarted(), down.holdsBack(), down.drain(),
					down.release());
		}
		else if (step.state instanceof Stopped stopped) {
			step.name = step.name.expired().untold();
			if (stopped.remains().isOver()) {
				campaign(step, 0);
			}
			else {
				step.state = new SteppingDown(stopped.situation(), true, false, false, stopped.remains(), Release.NONE);
			}
		}
	}

	void stop(Step step) {
		if (step.state instanceof Stopped) {
			step.act(new Effect.TellStopped());
		}
		else if (step.state instanceof Following following) {
			step.state = new SteppingDown(following.situation(), false, true, false,
					Drain.ofFollower(step.now, this.rules), Release.NONE);
		}
		else if (step.state instanceof Leading leading) {
			end(step, leading.term(), Cause.STOPPED, "this candidate stops", this.rules.releasesAtStop());
		}
		else if (step.state instanceof SteppingDown down) {
			step.state = new SteppingDown(down.situation(), false, true, down.holdsBack(), down.drain(),
					down.release());
		}
	}

	void yielded(Step step, long term) {
		if (step.state instanceof Leading leading && leading.term().number() == term) {
			giveUp(step, leading.term());
		}
	}

	// Following

	private void campaign(Step step, long pause) {
		step.observing.start();
		step.state = new Following(step.state.situation(), Campaign.notBefore(step.now + pause));
	}

	private void follow(Step step, Following following) {
		if (!step.name.current()) {
			step.act(new Effect.DrawName());
			step.wakeAt(step.now + this.rules.retryPeriod());
			return;
		}
		step.observing.look();
		if (step.observing.hasLooked()) {
			Claiming claiming = new Claiming(step, following.campaign());
			claiming.claimIfDue();
			step.state = new Following(following.situation(), claiming.after());
		}
	}

	private void acquired(Step step, Write claim, LockSnapshot written) {
		boolean outdated = (step.lastTermEnd.isPresent() && claim.sent() < step.lastTermEnd.getAsLong())
				|| !step.name.current() || claim.sent() < step.name.drawnAt();
		if (outdated) {
			// A later claim has won since, and its term is over; or it was another start.
			recheck(step);
			return;
		}
		if (step.state instanceof Leading leading) {
			Renewing renewing = new Renewing(step, leading.term());
			endIf(step, renewing, renewing.acquiredAgain(claim, written));
			return;
		}
		step.tracker = step.tracker.withoutOverlooked();
		if (step.tracker.isTaken(step.now)) {
			// Another holder became known while the claim was in progress. Not even
			// released: that would make others forget it, too.
			return;
		}
		if (step.state instanceof SteppingDown down && !down.drain().isOfTerm() && this.rules.releasesAtStop()) {
			// It never led, but the lock is its own.
			step.state = with(down, Releasing.begin(claim.call(), written, step.now));
		}
		else if (step.state instanceof Following following) {
			begin(step, following, claim, written);
		}
	}

	private void begin(Step step, Following following, Write claim, LockSnapshot written) {
		Renewing renewing = new Renewing(step, Renewing.begunBy(claim, written, this.rules));
		long token = renewing.token();
		Optional<LockSnapshot> seen = step.tracker.last().filter((one) -> !one.equals(written));
		if (seen.flatMap(renewing::sighted).isPresent() || renewing.left() <= 0) {
			// A watch was faster and showed a stranger's write, or the answer came too
			// late.
			return;
		}
		step.act(new Effect.BeginAuthority(claim.call(), claim.call(), token));
		step.act(new Effect.TellGranted(token));
		new Claiming(step, following.campaign()).won();
		step.state = new Leading(following.situation(), renewing.after());
	}

	// Leading

	private void lead(Step step, Leading leading) {
		if (step.staysOut() && !this.rules.leadsForLife()) {
			giveUp(step, leading.term());
			return;
		}
		Renewing renewing = new Renewing(step, leading.term());
		if (renewing.left() <= 0) {
			expire(step, leading.term());
			return;
		}
		step.observing.look();
		renewing.renewIfDue();
		step.state = new Leading(leading.situation(), renewing.after());
	}

	private void expireIfOver(Step step) {
		if (step.state instanceof Leading leading && new Renewing(step, leading.term()).left() <= 0) {
			expire(step, leading.term());
		}
	}

	void expired(Step step, long term) {
		if (step.state instanceof Leading leading && leading.term().number() == term) {
			expire(step, leading.term());
		}
	}

	/**
	 * Takes in that the clocks did not advance alike. If the wall clock is ahead by more
	 * than an authority, the machine was suspended, and this process may be one of several
	 * copies that wake up now and know the same records. They are forgotten, and this
	 * becomes another candidate before it campaigns again.
	 */
	void clocksApart(Step step, long apart) {
		boolean slept = apart - step.clocksApart > this.rules.renewDeadline() && !this.rules.lock().heldForLife();
		step.clocksApart = apart;
		if (!slept) {
			return;
		}
		step.own = step.own.forgotten();
		step.name = step.name.expired();
		if (step.state instanceof Leading leading) {
			expire(step, leading.term());
		}
	}

	private void expire(Step step, Term term) {
		end(step, term, Cause.EXPIRED, "the lock was not renewed within the renew deadline", false);
	}

	private void giveUp(Step step, Term term) {
		end(step, term, Cause.YIELDED, "this candidate yielded", !this.rules.leadsForLife());
	}

	private void recheck(Step step) {
		if (step.state instanceof Leading leading) {
			Renewing renewing = new Renewing(step, leading.term());
			endIf(step, renewing, step.tracker.last().flatMap(renewing::sighted));
		}
	}

	private void endIf(Step step, Renewing renewing, Optional<String> over) {
		if (over.isPresent()) {
			end(step, renewing.after(), Cause.LOST, over.get(), false);
		}
		else {
			step.state = new Leading(step.state.situation(), renewing.after());
		}
	}

	// Stepping down

	private void end(Step step, Term term, Cause cause, String sentence, boolean release) {
		boolean stops = cause == Cause.STOPPED;
		long leaseEnd = this.rules.lock().heldForLife() ? Long.MAX_VALUE : term.sent() + this.rules.lease();
		step.state = new SteppingDown(step.state.situation(), !stops, stops, release,
				Drain.ofTerm(term.number(), step.now, leaseEnd, this.rules),
				release ? Releasing.begin(term.number(), term.own(), step.now) : Release.NONE);
		step.lastTermEnd = OptionalLong.of(step.now);
		step.act(new Effect.EndAuthority(term.number()));
		step.act(new Effect.TellRevoked(term.number(), cause, sentence));
	}

	void drained(Step step, long term, UnaryOperator<Drain> returned) {
		if (step.state instanceof SteppingDown down && down.drain().term() == term) {
			step.state = new SteppingDown(down.situation(), down.wanted(), down.restarted(), down.holdsBack(),
					returned.apply(down.drain()), down.release());
		}
		else if (step.state instanceof Stopped stopped && stopped.remains().term() == term) {
			step.state = new Stopped(stopped.situation(), returned.apply(stopped.remains()));
		}
	}

	private void stepDown(Step step, SteppingDown down) {
		Drain drain = down.drain();
		if (down.wanted() && !step.name.told()) {
			step.act(new Effect.DrawName());
		}
		if (!drain.isOver()) {
			if (step.now < drain.patience()) {
				step.wakeAt(drain.patience());
				return;
			}
			step.state = with(down, Release.NONE);
			if (step.now >= drain.overdue()) {
				step.act(new Effect.ReportOverdue(drain.listenersReturned()));
			}
			if (down.wanted()) {
				// It does not campaign again before its former term has ended.
				step.wakeAt((step.now < drain.overdue()) ? drain.overdue() : step.now + this.rules.retryPeriod());
				return;
			}
		}
		else {
			step.act(new Effect.Clear(Aspect.DRAIN));
			if (down.release() instanceof Release.Pending pending) {
				Releasing releasing = new Releasing(step, pending);
				boolean done = releasing.proceed(drain.patience());
				step.state = with(down, done ? Release.NONE : releasing.after());
				if (!done) {
					return;
				}
			}
			// An answer that is due may be that of a claim, which a candidate that stops
			// releases.
			if (!down.wanted() && !drain.isOfTerm() && !step.outbox.isEmpty() && step.now < drain.patience()) {
				step.wakeAt(drain.patience());
				return;
			}
		}
		finish(step, down);
	}

	private void finish(Step step, SteppingDown down) {
		if (!down.wanted()) {
			step.observing.stop();
			step.state = new Stopped(down.situation(), down.drain().isOver() ? Drain.NOTHING : down.drain());
			if (down.drain().isOver()) {
				step.endMarks();
			}
			step.act(new Effect.TellStopped());
			return;
		}
		if (down.restarted()) {
			step.act(new Effect.TellStopped());
			step.name = step.name.expired();
		}
		campaign(step, down.holdsBack() ? this.rules.retryPeriod() : 0);
	}

	private static SteppingDown with(SteppingDown down, Release release) {
		return new SteppingDown(down.situation(), down.wanted(), down.restarted(), down.holdsBack(), down.drain(),
				release);
	}

	// News and answers

	private void sighted(Step step) {
		if (step.state instanceof Stopped) {
			return;
		}
		step.claims = step.claims.reached();
		if (step.state instanceof Following following) {
			Claiming claiming = new Claiming(step, following.campaign());
			claiming.sighted();
			step.state = new Following(following.situation(), claiming.after());
		}
		recheck(step);
		step.tracker.last().ifPresent((seen) -> {
			Optional<LockRecord> record = Optional.ofNullable(seen.record());
			boolean mine = step.isLeading() || step.tracker.isOwn(seen, step.own);
			step.inLock(record);
			step.act(new Effect.TellSighted(seen, mine));
			if (!mine && record.filter((one) -> !one.isFree()).isPresent()) {
				// Somebody leads: nothing is wrong any longer.
				step.act(new Effect.Clear(Aspect.WRITE));
			}
		});
	}

	void written(Step step, long call, LockSnapshot snapshot) {
		Optional<Write> found = step.outbox.find(call);
		if (found.isEmpty()) {
			return;
		}
		Write write = found.get();
		step.outbox = step.outbox.without(write);
		step.own = step.own.acknowledged(write.record());
		step.inLock(Optional.of(write.record()));
		step.tracker = step.tracker.wrote(snapshot, write.base());
		switch (write.purpose()) {
			case CLAIM -> acquired(step, write, snapshot);
			case RENEWAL -> renewed(step, write, snapshot);
			case RELEASE -> released(step, write);
			case HAND_BACK -> {
			}
		}
		step.answered();
		step.act(new Effect.Clear(Aspect.WRITE));
	}

	private void renewed(Step step, Write write, LockSnapshot written) {
		step.act(new Effect.CountRenewal(Outcome.SUCCEEDED, step.now - write.sent()));
		if (step.state instanceof Leading leading && leading.term().number() == write.term()) {
			Renewing renewing = new Renewing(step, leading.term());
			renewing.renewed(write, written);
			step.state = new Leading(leading.situation(), renewing.after());
		}
		else if (step.state instanceof SteppingDown down && down.release() instanceof Release.Pending pending) {
			Releasing releasing = new Releasing(step, pending);
			releasing.renewed(write, written);
			step.state = with(down, releasing.after());
		}
	}

	private void released(Step step, Write write) {
		if (step.state instanceof SteppingDown down && down.release() instanceof Release.Pending pending) {
			Releasing releasing = new Releasing(step, pending);
			if (releasing.isAnsweredBy(write)) {
				releasing.succeeded();
				step.state = with(down, releasing.after());
			}
		}
	}

	void writeFailed(Step step, long call, Failure failure) {
		Optional<Write> found = step.outbox.find(call);
		if (found.isEmpty()) {
			return;
		}
		Write write = found.get();
		step.outbox = step.outbox.without(write);
		switch (write.purpose()) {
			case CLAIM, HAND_BACK -> claimFailed(step, write, failure);
			case RENEWAL -> renewalFailed(step, write, failure);
			case RELEASE -> releaseFailed(step, write, failure);
		}
		if (failure.isConflict()) {
			step.answered();
		}
		else {
			step.failed(Aspect.WRITE, write.purpose().what(), failure);
		}
	}

	private void claimFailed(Step step, Write write, Failure failure) {
		Claiming claiming = new Claiming(step,
				(step.state instanceof Following following) ? following.campaign() : Campaign.notBefore(0));
		if (write.purpose() == Purpose.CLAIM) {
			claiming.claimFailed(write.base(), failure);
		}
		else {
			claiming.handBackFailed(failure);
		}
		if (step.state instanceof Following following) {
			step.state = new Following(following.situation(), claiming.after());
		}
	}

	private void renewalFailed(Step step, Write write, Failure failure) {
		step.act(new Effect.CountRenewal(failure.isConflict() ? Outcome.CONFLICT : Outcome.FAILED,
				step.now - write.sent()));
		if (step.state instanceof Leading leading && leading.term().number() == write.term()) {
			Renewing renewing = new Renewing(step, leading.term());
			endIf(step, renewing, renewing.renewalFailed(write, failure));
		}
		else if (!failure.isConflict()) {
			step.asked(failure);
		}
		else if (step.state instanceof SteppingDown down && down.release() instanceof Release.Pending pending
				&& pending.own().version() == write.base().version()) {
			// The release would lose to the same.
			step.observing.readNow();
		}
	}

	private void releaseFailed(Step step, Write write, Failure failure) {
		if (step.state instanceof SteppingDown down && down.release() instanceof Release.Pending pending) {
			Releasing releasing = new Releasing(step, pending);
			if (releasing.isAnsweredBy(write)) {
				releasing.failed(write, failure);
				step.state = with(down, releasing.after());
				return;
			}
		}
		step.asked(failure);
		step.observing.readNow();
	}

}
