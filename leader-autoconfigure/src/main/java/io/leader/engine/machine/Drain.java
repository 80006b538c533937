package io.leader.engine.machine;

import java.util.OptionalLong;

/**
 * What must finish before a term can end. Times are nanoseconds on the candidate's
 * monotonic clock.
 *
 * @param term the number of the term; empty for a candidate that stops without leading
 * @param listenersReturned whether the listeners have returned from the revocation
 * @param callsFinished whether the guarded calls of the term have finished
 * @param deadline the time until which to wait for the drain and the release
 * @param overdue the time after which a term that has not ended causes a warning; later
 * than the deadline if little or nothing was left of the lease when the drain began, for
 * example after the process was paused
 */
public record Drain(OptionalLong term, boolean listenersReturned, boolean callsFinished, long deadline, long overdue) {

	/** Nothing is left to finish. */
	static final Drain NOTHING = new Drain(OptionalLong.empty(), true, true, 0, 0);

	/**
	 * Returns what must finish before the last term can end.
	 * @param state the state
	 * @return the drain; {@link #NOTHING} while the candidate follows or leads
	 */
	public static Drain in(State state) {
		if (state instanceof State.SteppingDown down) {
			return down.drain();
		}
		return (state instanceof State.Stopped stopped) ? stopped.remains() : NOTHING;
	}

	/**
	 * Creates the drain of a term that ends now.
	 * @param leaseEnd when others may acquire the lock
	 */
	static Drain ofTerm(long term, long now, long leaseEnd, Rules rules) {
		return begin(OptionalLong.of(term), false, now, Math.min(now + rules.shutdownTimeout(), leaseEnd), rules);
	}

	/**
	 * Creates the drain of a follower that stops now.
	 */
	static Drain ofFollower(long now, Rules rules) {
		return begin(OptionalLong.empty(), true, now, now + rules.shutdownTimeout(), rules);
	}

	private static Drain begin(OptionalLong term, boolean drained, long now, long deadline, Rules rules) {
		return new Drain(term, drained, drained, deadline,
				Math.max(deadline, now + Math.min(rules.shutdownTimeout(), rules.retryPeriod())));
	}

	Drain withListenersReturned() {
		return new Drain(this.term, true, this.callsFinished, this.deadline, this.overdue);
	}

	Drain withCallsFinished() {
		return new Drain(this.term, this.listenersReturned, true, this.deadline, this.overdue);
	}

	public boolean isOver() {
		return this.listenersReturned && this.callsFinished;
	}

	boolean isOf(long number) {
		return this.term.isPresent() && this.term.getAsLong() == number;
	}

	public boolean isOfTerm() {
		return this.term.isPresent();
	}

}
