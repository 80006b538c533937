package io.leader.engine.machine;

import java.util.Optional;

import io.leader.engine.machine.Outbox.Write;
import io.leader.engine.machine.State.Following;
import io.leader.engine.machine.State.Leading;
import io.leader.engine.machine.State.SteppingDown;
import io.leader.engine.machine.State.Stopped;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Decides what follows from the result of a write, and from an observation of the lock.
 */
final class Results {

	private final Rules rules;

	private final StepDown stepDown;

	Results(Rules rules, StepDown stepDown) {
		this.rules = rules;
		this.stepDown = stepDown;
	}

	/**
	 * Handles an observation of the lock that the candidate must react to.
	 */
	void observed(Step step) {
		if (!step.isLeading() && isLeaseOver(step)) {
			step.act(new Effect.LeaseOver());
		}
		if (step.state instanceof Stopped) {
			return;
		}
		step.claims = step.claims.reached();
		if (step.state instanceof Following following) {
			Claiming claiming = new Claiming(step, following.campaign());
			claiming.observed();
			step.state = new Following(following.situation(), claiming.after());
		}
		recheck(step);
		LockSnapshot seen = step.tracker.last().orElse(null);
		if (seen == null) {
			return;
		}
		LockRecord record = seen.record();
		boolean mine = step.isLeading() || step.tracker.isOwn(seen, step.own);
		step.registerInLock(record);
		step.act(new Effect.NotifyObserved(seen, mine));
		if (!mine && record != null && !record.isFree()) {
			// The lock has another holder, so an earlier failure to write the lock is no
			// longer a problem.
			step.act(new Effect.Clear(Aspect.WRITE));
		}
		// The observation may show a write whose response has not arrived yet, or never
		// will.
		step.outbox.applied(seen, step.own).ifPresent((write) -> written(step, write.call(), seen));
	}

	/**
	 * Returns whether others might hold the lock after the last term, even though the
	 * lease has not expired by the clock: the lock is absent, its record is not one that
	 * this candidate sent, or another holder was observed late. A record does not count
	 * if it cannot be parsed, or if this candidate has forgotten its own records and
	 * cannot tell whose record it is.
	 */
	private static boolean isLeaseOver(Step step) {
		LockSnapshot seen = step.tracker.last().orElse(null);
		if (seen == null || step.lastTermEnd.isEmpty()) {
			return false;
		}
		LockRecord record = seen.record();
		boolean ofAnother = record != null && step.own.acknowledged().isPresent()
				&& !step.own.namesThisCandidate(record);
		return seen.isAbsent() || ofAnother || step.tracker.overlooked().isPresent();
	}

	void written(Step step, long call, LockSnapshot snapshot) {
		Optional<Write> found = step.outbox.find(call);
		if (found.isEmpty()) {
			return;
		}
		Write write = found.get();
		step.outbox = step.outbox.without(write);
		step.own = step.own.acknowledged(write.record());
		step.registerInLock(write.record());
		step.tracker = step.tracker.wrote(snapshot, write.base(), step.now);
		switch (write.purpose()) {
			case CLAIM -> acquired(step, write, snapshot);
			case RENEWAL -> renewed(step, write, snapshot);
			case RELEASE -> released(step, write);
			case HAND_BACK -> {
			}
		}
		step.reached();
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
			step.state = down.with(releasing.after());
		}
	}

	private void released(Step step, Write write) {
		if (step.state instanceof SteppingDown down && down.release() instanceof Release.Pending pending) {
			Releasing releasing = new Releasing(step, pending);
			if (releasing.isCompletedBy(write)) {
				releasing.succeeded();
				step.state = down.with(releasing.after());
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
			step.reached();
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
			boolean lost = renewing.lostToUnobservedWrite(write, failure);
			renewing.renewalFailed(write, failure);
			step.state = new Leading(leading.situation(), renewing.after());
			if (lost) {
				step.observing.readNow();
			}
		}
		else if (!failure.isConflict()) {
			step.requestedPause(failure);
		}
		else if (step.state instanceof SteppingDown down && down.release() instanceof Release.Pending pending
				&& pending.own().version() == write.base().version()) {
			// The change that caused this conflict would also make the release conflict,
			// unless the change is observed first.
			step.observing.readNow();
		}
	}

	private void releaseFailed(Step step, Write write, Failure failure) {
		if (step.state instanceof SteppingDown down && down.release() instanceof Release.Pending pending) {
			Releasing releasing = new Releasing(step, pending);
			if (releasing.isCompletedBy(write)) {
				releasing.failed(write, failure);
				step.state = down.with(releasing.after());
				return;
			}
		}
		step.requestedPause(failure);
		step.observing.readNow();
	}

	private void acquired(Step step, Write claim, LockSnapshot written) {
		boolean ofEarlierTerm = step.lastTermEnd.isPresent() && claim.sent() < step.lastTermEnd.getAsLong();
		boolean ofEarlierName = !step.name.current() || claim.sent() < step.name.drawnAt();
		if (ofEarlierTerm || (ofEarlierName && !(step.state instanceof SteppingDown))) {
			// No term begins: a term that began with another claim has ended since this
			// claim was sent, or this claim was sent under an earlier identity. If this
			// candidate is stepping down, however, the lock may have to be released, even
			// under an earlier identity.
			recheck(step);
			return;
		}
		if (step.state instanceof Leading leading) {
			Renewing renewing = new Renewing(step, leading.term());
			endIf(step, renewing, renewing.reacquired(claim, written));
			return;
		}
		step.tracker = step.tracker.withoutOverlooked();
		if (step.tracker.isTaken(step.now)) {
			// Another holder became known while the claim was in progress, so no term
			// begins. The lock is not released either, since others would no longer wait
			// for that holder after a release.
			return;
		}
		if (step.state instanceof SteppingDown down && !down.drain().isOfTerm() && this.rules.releasesAtStop()) {
			// No term began with this claim, but this candidate holds the lock and must
			// release it.
			step.state = down.with(Releasing.begin(claim.call(), written, step.now));
		}
		else if (step.state instanceof Following following) {
			begin(step, following, claim, written);
		}
	}

	private void begin(Step step, Following following, Write claim, LockSnapshot written) {
		Renewing renewing = new Renewing(step, Renewing.begunBy(claim, written, step));
		long token = renewing.token();
		Optional<LockSnapshot> seen = step.tracker.last();
		if (seen.flatMap(renewing::observed).isPresent() || renewing.left() <= 0) {
			// A write by another process was observed before the result of the claim
			// arrived, or the result arrived too late.
			return;
		}
		step.act(new Effect.BeginAuthority(claim.call(), claim.call(), token));
		step.act(new Effect.NotifyGranted(token));
		new Claiming(step, following.campaign()).won();
		step.state = new Leading(following.situation(), renewing.after());
	}

	private void recheck(Step step) {
		if (step.state instanceof Leading leading) {
			Renewing renewing = new Renewing(step, leading.term());
			endIf(step, renewing, step.tracker.last().flatMap(renewing::observed));
		}
	}

	private void endIf(Step step, Renewing renewing, Optional<String> over) {
		if (over.isPresent()) {
			this.stepDown.end(step, renewing.after(), Cause.LOST, over.get(), false);
		}
		else {
			step.state = new Leading(step.state.situation(), renewing.after());
		}
	}

}
