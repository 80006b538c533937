package io.leader.engine.machine;

import java.util.OptionalLong;
import java.util.Set;

import io.leader.engine.machine.State.Following;
import io.leader.engine.machine.State.Leading;
import io.leader.engine.machine.State.SteppingDown;
import io.leader.engine.machine.State.Stopped;
import io.leader.lock.InstanceMark;

/**
 * Makes all decisions of one candidate in one election. {@link #next} processes an input,
 * examines the entire state, and requests everything that is due. Therefore, a result,
 * event, or alarm that arrives late or out of order does no harm. The phases and their
 * transitions are described in {@link State}.
 */
public final class Machine {

	private static final Inputs INPUTS = new Inputs();

	private final Rules rules;

	private final StepDown stepDown;

	private final Results results;

	/**
	 * Creates a machine.
	 * @param rules the settings that the decisions depend on
	 */
	public Machine(Rules rules) {
		this.rules = rules;
		this.stepDown = new StepDown(rules);
		this.results = new Results(rules, this.stepDown);
	}

	/**
	 * Returns the state of a candidate that has not been started.
	 * @param identity the identity to report until one has been obtained
	 * @param mark the mark that belongs to the identity
	 * @param clocksApart how far the wall clock is ahead of the monotonic one, in
	 * nanoseconds
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
	 * @param state the state before the input
	 * @param input the input
	 * @param now the time on the monotonic clock, in nanoseconds; must not decrease
	 * @return the resulting transition
	 */
	public Transition next(State state, Input input, long now) {
		Step step = new Step(this.rules, state, input, now);
		expireIfOver(step);
		INPUTS.handle(this, step, input);
		if (step.hasObserved()) {
			this.results.observed(step);
		}
		proceed(step);
		return step.transition();
	}

	StepDown stepDown() {
		return this.stepDown;
	}

	Results results() {
		return this.results;
	}

	private void proceed(Step step) {
		Class<?> before;
		do {
			before = step.state.getClass();
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
				this.stepDown.proceed(step, down);
			}
		}
		while (step.state.getClass() != before);
		if (!(step.state instanceof Stopped)) {
			// Wakes up within one lease duration, so that a missed event does not end the
			// election's loop (rule 10).
			step.wakeAt(step.now + this.rules.lease());
		}
	}

	// Requests

	void start(Step step) {
		if (step.state instanceof SteppingDown down) {
			step.state = down.started();
		}
		else if (step.state instanceof Stopped stopped) {
			step.name = step.name.expired().unreported();
			if (stopped.remains().isOver()) {
				step.campaign(0);
			}
			else {
				step.state = new SteppingDown(stopped.situation(), true, false, false, stopped.remains(),
						Release.none());
			}
		}
	}

	void stop(Step step) {
		if (step.state instanceof Stopped) {
			step.act(new Effect.NotifyStopped());
		}
		else if (step.state instanceof Following following) {
			step.state = new SteppingDown(following.situation(), false, true, false,
					Drain.ofFollower(step.now, this.rules), Release.none());
		}
		else if (step.state instanceof Leading leading) {
			this.stepDown.end(step, leading.term(), Cause.STOPPED, "this candidate is stopping",
					this.rules.releasesAtStop());
		}
		else if (step.state instanceof SteppingDown down) {
			step.state = down.stopped();
		}
	}

	void yielded(Step step, long term) {
		if (step.state instanceof Leading leading && leading.term().number() == term) {
			giveUp(step, leading.term());
		}
	}

	// Following

	private void follow(Step step, Following following) {
		if (!step.name.current()) {
			step.act(new Effect.DrawName());
			step.wakeAt(step.now + this.rules.retryPeriod());
			return;
		}
		step.observing.proceed();
		if (step.observing.hasRead()) {
			Claiming claiming = new Claiming(step, following.campaign());
			claiming.claimIfDue();
			step.state = new Following(following.situation(), claiming.after());
		}
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
		step.observing.proceed();
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
	 * Handles clocks that did not advance at the same rate. If the wall clock has gained
	 * more than the renew deadline since the difference was last reported, the host may
	 * have been suspended, and this process may be one of several copies that wake up and
	 * remember the same records. These records are forgotten, the current term, if any,
	 * expires, and this process becomes a different candidate before it campaigns again.
	 * Locks that are held for life are not affected.
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
		this.stepDown.end(step, term, Cause.EXPIRED, "the lock was not renewed within the renew deadline", false);
	}

	private void giveUp(Step step, Term term) {
		this.stepDown.end(step, term, Cause.YIELDED, "this candidate yielded", !this.rules.leadsForLife());
	}

}
