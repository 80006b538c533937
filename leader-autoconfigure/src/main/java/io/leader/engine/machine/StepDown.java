package io.leader.engine.machine;

import java.util.OptionalLong;
import java.util.function.UnaryOperator;

import io.leader.engine.machine.State.SteppingDown;
import io.leader.engine.machine.State.Stopped;

/**
 * Decides how a term ends: revoke, drain, release, in this order (rule 4).
 */
final class StepDown {

	private final Rules rules;

	StepDown(Rules rules) {
		this.rules = rules;
	}

	/**
	 * Starts to step down: ends the authority, and then notifies the listeners of the
	 * revocation. The drain and the release follow in {@link #proceed}.
	 */
	void end(Step step, Term term, Cause cause, String sentence, boolean release) {
		boolean stops = cause == Cause.STOPPED;
		long leaseEnd = this.rules.lock().heldForLife() ? Long.MAX_VALUE : term.sent() + this.rules.lease();
		step.state = new SteppingDown(step.state.situation(), !stops, stops, release,
				Drain.ofTerm(term.number(), step.now, leaseEnd, this.rules),
				release ? Releasing.begin(term.number(), term.own(), step.now) : Release.none());
		step.lastTermEnd = OptionalLong.of(step.now);
		step.act(new Effect.EndAuthority(term.number()));
		step.act(new Effect.NotifyRevoked(term.number(), cause, sentence));
	}

	void drained(Step step, long term, UnaryOperator<Drain> returned) {
		if (step.state instanceof SteppingDown down && down.drain().isOf(term)) {
			step.state = down.with(returned.apply(down.drain()));
		}
		else if (step.state instanceof Stopped stopped && stopped.remains().isOf(term)) {
			Drain remains = returned.apply(stopped.remains());
			step.state = new Stopped(stopped.situation(), remains);
			if (remains.isOver()) {
				step.act(new Effect.Clear(Aspect.DRAIN));
			}
		}
	}

	/**
	 * Performs everything that is due while a term or a candidacy ends.
	 */
	void proceed(Step step, SteppingDown down) {
		Drain drain = down.drain();
		if (down.wanted() && !step.name.reported()) {
			step.act(new Effect.DrawName());
		}
		if (!drain.isOver()) {
			if (step.now < drain.deadline()) {
				step.wakeAt(drain.deadline());
				return;
			}
			step.state = down.with(Release.none());
			if (step.now >= drain.overdue()) {
				step.act(new Effect.ReportOverdue(drain.listenersReturned()));
			}
			if (down.wanted()) {
				// The candidate does not campaign again before its earlier term has
				// ended. If the lock does not expire, it is observed in the meantime,
				// since a call that has been canceled remains open until the lock is
				// observed to be lost.
				if (this.rules.lock().heldForLife()) {
					step.observing.start();
					step.observing.proceed();
				}
				step.wakeAt((step.now < drain.overdue()) ? drain.overdue() : step.now + this.rules.retryPeriod());
				return;
			}
		}
		else {
			step.act(new Effect.Clear(Aspect.DRAIN));
			if (down.release() instanceof Release.Pending pending) {
				Releasing releasing = new Releasing(step, pending);
				boolean done = releasing.proceed(drain.deadline());
				step.state = down.with(done ? Release.none() : releasing.after());
				if (!done) {
					return;
				}
			}
			// A write in progress may be a claim. The candidate waits for its result,
			// since the lock may have to be released if the claim succeeds.
			if (!down.wanted() && !drain.isOfTerm() && !step.outbox.isEmpty() && step.now < drain.deadline()) {
				step.wakeAt(drain.deadline());
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
			step.act(new Effect.NotifyStopped());
			return;
		}
		if (down.restarted()) {
			step.act(new Effect.NotifyStopped());
			step.name = step.name.expired();
		}
		step.campaign(down.holdsBack() ? this.rules.retryPeriod() : 0);
	}

}
