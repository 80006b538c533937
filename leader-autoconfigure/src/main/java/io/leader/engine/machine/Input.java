package io.leader.engine.machine;

import java.util.Set;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockSnapshot;

/**
 * Something that happened. Exactly one answer follows each call.
 */
public sealed interface Input {

	/**
	 * Takes this in.
	 * @param machine the machine
	 * @param step the transition
	 */
	void applyTo(Machine machine, Step step);

	// What was wished

	/**
	 * The process is to be a candidate.
	 */
	record Start() implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.start(step);
		}

	}

	/**
	 * The process is to be a candidate no longer.
	 */
	record Stop() implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.stop(step);
		}

	}

	/**
	 * The authority of a term was given up: it has ended already.
	 *
	 * @param term the number of the term
	 */
	record Yielded(long term) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.yielded(step, this.term);
		}

	}

	/**
	 * The candidate is not to campaign for a while.
	 *
	 * @param until the end of that, on the monotonic clock
	 */
	record StayOut(long until) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.outUntil = Math.max(step.outUntil, this.until);
		}

	}

	/**
	 * The candidate may campaign again.
	 */
	record EndAbsence() implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.outUntil = Math.min(step.outUntil, step.now);
		}

	}

	/**
	 * The lock is to be read soon.
	 */
	record LookAgain() implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.readNow();
		}

	}

	// What was drawn

	/**
	 * A name and a mark were drawn.
	 *
	 * @param identity the candidate's name in the record
	 * @param mark the instance mark of this start
	 */
	record Named(String identity, InstanceMark mark) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.named(this.identity, this.mark);
		}

	}

	/**
	 * Another mark was drawn.
	 *
	 * @param mark the mark
	 */
	record Marked(InstanceMark mark) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.marked(this.mark);
		}

	}

	// What the world around is like

	/**
	 * Other starts are alive in this process.
	 *
	 * @param marks their marks, as far as they matter
	 */
	record Neighbors(Set<String> marks) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.own = step.own.beside(this.marks);
		}

	}

	/**
	 * The process leads other elections.
	 *
	 * @param count how many
	 */
	record OthersLed(int count) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.othersLed = this.count;
		}

	}

	/**
	 * The clocks do not advance alike.
	 *
	 * @param apart how far the wall clock is ahead of the monotonic one, in nanoseconds
	 */
	record ClocksApart(long apart) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.clocksApart(step, this.apart);
		}

	}

	// What came back

	/**
	 * A read was answered.
	 *
	 * @param call its number
	 * @param snapshot the lock
	 */
	record ReadAnswered(long call, LockSnapshot snapshot) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.answered(this.call, this.snapshot);
		}

	}

	/**
	 * A read failed, or no answer came in time.
	 *
	 * @param call its number
	 * @param failure why
	 */
	record ReadFailed(long call, Failure failure) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.failed(this.call, this.failure);
		}

	}

	/**
	 * A write was acknowledged.
	 *
	 * @param call its number
	 * @param snapshot the lock as written
	 */
	record Written(long call, LockSnapshot snapshot) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.written(step, this.call, this.snapshot);
		}

	}

	/**
	 * A write failed, or no answer came in time.
	 *
	 * @param call its number
	 * @param failure why
	 */
	record WriteFailed(long call, Failure failure) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.writeFailed(step, this.call, this.failure);
		}

	}

	// What a watch showed

	/**
	 * A watch is open.
	 *
	 * @param session its number
	 */
	record WatchOpened(long session) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.watchOpened(this.session);
		}

	}

	/**
	 * A watch could not be opened.
	 *
	 * @param session its number
	 * @param failure why
	 */
	record WatchFailed(long session, Failure failure) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.watchFailed(this.session, this.failure);
		}

	}

	/**
	 * A watch showed a change.
	 *
	 * @param session its number
	 * @param snapshot the lock after the change
	 */
	record WatchShowed(long session, LockSnapshot snapshot) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.watchShowed(this.session, this.snapshot);
		}

	}

	/**
	 * A watch ended in good order.
	 *
	 * @param session its number
	 */
	record WatchEnded(long session) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.watchEnded(this.session, 0);
		}

	}

	/**
	 * A watch broke.
	 *
	 * @param session its number
	 * @param failure why
	 */
	record WatchBroken(long session, Failure failure) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			step.observing.watchBroken(this.session, this.failure);
		}

	}

	// What the end of a term waits for

	/**
	 * The listeners returned from a revocation.
	 *
	 * @param term the number of the term
	 */
	record ListenersReturned(long term) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.drained(step, this.term, Drain::withListenersReturned);
		}

	}

	/**
	 * No guarded call of a term that is over is running.
	 *
	 * @param term the number of the term
	 */
	record CallsFinished(long term) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.drained(step, this.term, Drain::withCallsFinished);
		}

	}

	// Time

	/**
	 * An authority is over by one of the clocks.
	 *
	 * @param term the number of the term
	 */
	record AuthorityOver(long term) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			machine.expired(step, this.term);
		}

	}

	/**
	 * It is time for something.
	 *
	 * @param alarm for what
	 */
	record Rang(Alarm alarm) implements Input {

		@Override
		public void applyTo(Machine machine, Step step) {
			// What is due depends on the state.
		}

	}

}
