package io.leader.engine.machine;

/**
 * The state of one candidate. Immutable. States are compared by content.
 *
 * <pre>
 * phase        | what happens                                        | next phase
 * Stopped      | start, nothing is left of an earlier term           | Following
 *              | start, an earlier term has not ended                | SteppingDown
 * Following    | a claim is acknowledged in time                     | Leading
 *              | stop                                                | SteppingDown (without a term)
 * Leading      | yielded, stop, expired, lost                        | SteppingDown
 * SteppingDown | the term has ended, candidacy is wanted             | Following
 *              | the term has ended or timed out, candidacy is not   |
 *              | wanted                                              | Stopped
 * </pre>
 */
public sealed interface State {

	/**
	 * Returns what the candidate knows in every phase.
	 */
	Situation situation();

	/**
	 * Returns the same phase with another situation.
	 * @param situation the new situation
	 */
	State in(Situation situation);

	/**
	 * Not a candidate.
	 *
	 * @param situation what it knows
	 * @param remains what is left of a term that did not end in time, if anything
	 */
	record Stopped(Situation situation, Drain remains) implements State {

		@Override
		public State in(Situation other) {
			return new Stopped(other, this.remains);
		}

	}

	/**
	 * A candidate that does not lead.
	 *
	 * @param situation what it knows
	 * @param campaign what it knows about its next claim
	 */
	record Following(Situation situation, Campaign campaign) implements State {

		@Override
		public State in(Situation other) {
			return new Following(other, this.campaign);
		}

	}

	/**
	 * A candidate that leads.
	 *
	 * @param situation what it knows
	 * @param term its term
	 */
	record Leading(Situation situation, Term term) implements State {

		@Override
		public State in(Situation other) {
			return new Leading(other, this.term);
		}

	}

	/**
	 * Neither leading nor campaigning, but ending a term or a candidacy: revoke, drain,
	 * release, in this order (rule 4).
	 *
	 * @param situation what it knows
	 * @param wanted whether the process becomes a candidate again afterward
	 * @param restarted whether a stop was requested, in which case the next candidacy is
	 * a new run
	 * @param holdsBack whether to leave the lock to others for one retry period afterward
	 * @param drain what must finish
	 * @param release whether and how the lock is released after the drain
	 */
	record SteppingDown(Situation situation, boolean wanted, boolean restarted, boolean holdsBack, Drain drain,
			Release release) implements State {

		@Override
		public State in(Situation other) {
			return new SteppingDown(other, this.wanted, this.restarted, this.holdsBack, this.drain, this.release);
		}

		SteppingDown started() {
			return new SteppingDown(this.situation, true, this.restarted, this.holdsBack, this.drain, this.release);
		}

		SteppingDown stopped() {
			return new SteppingDown(this.situation, false, true, this.holdsBack, this.drain, this.release);
		}

		SteppingDown with(Drain other) {
			return new SteppingDown(this.situation, this.wanted, this.restarted, this.holdsBack, other, this.release);
		}

		SteppingDown with(Release other) {
			return new SteppingDown(this.situation, this.wanted, this.restarted, this.holdsBack, this.drain, other);
		}

	}

}
