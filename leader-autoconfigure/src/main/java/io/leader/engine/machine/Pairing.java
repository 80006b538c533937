package io.leader.engine.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides for a candidate that leads only while it holds two locks, during a change from
 * the first to the second. Each lock has its own {@link Machine}, with all of its rules;
 * this value says when the candidate for the second lock campaigns, and how long the
 * first lock is kept. Candidates that need the first lock, both, or the second never lead
 * at the same time, as long as those that need only the first and those that need only
 * the second do not run together. Immutable.
 *
 * <pre>
 * phase       | what happens                                         | next phase
 * Apart       | the first lock was acquired, and is kept             | Campaigning
 * Campaigning | the term on the first lock has ended                 | Leaving
 * Leaving     | the term on the second lock has ended and its        |
 *             | listeners have returned                              | Apart
 * </pre>
 *
 * @param limits what it decides by
 * @param phase the phase
 * @param rounds how often the first lock has been acquired
 * @param inVain how often in a row the first lock was of no use
 */
public record Pairing(Limits limits, Phase phase, long rounds, int inVain) {

	private static final int MOST_DOUBLINGS = 4;

	/**
	 * What it decides by. Times are in nanoseconds.
	 *
	 * @param lease the lease duration
	 * @param firstForLife whether the first lock does not expire
	 */
	public record Limits(long lease, boolean firstForLife) {
	}

	/**
	 * Where the candidate is with its two locks.
	 */
	public sealed interface Phase {

		/**
		 * Without the first lock, and so without the second.
		 */
		record Apart() implements Phase {
		}

		/**
		 * A candidate for the second lock, or its holder.
		 *
		 * @param wellAt when somebody was last seen to hold the second lock
		 */
		record Campaigning(long wellAt) implements Phase {
		}

		/**
		 * On its way out of the second lock; the first is kept until then.
		 */
		record Leaving() implements Phase {
		}

	}

	/**
	 * What it wants done.
	 */
	public sealed interface Order {

		/**
		 * Start the candidate for the second lock.
		 */
		record StartSecond() implements Order {
		}

		/**
		 * Stop it, and report when its term has ended and its listeners have returned.
		 */
		record StopSecond() implements Order {
		}

		/**
		 * Keep the first lock no longer.
		 */
		record FreeFirst() implements Order {
		}

		/**
		 * Leave the first lock to others, and report whether there was something to
		 * leave.
		 *
		 * @param absence for how long
		 */
		record YieldFirst(long absence) implements Order {
		}

		/**
		 * Read the first lock: it needs no renewals, so nothing else would contradict a
		 * watch that shows nothing.
		 */
		record ReadFirst() implements Order {
		}

	}

	/**
	 * What follows from an input.
	 *
	 * @param next the state afterwards
	 * @param orders what to do, in this order
	 */
	public record Decision(Pairing next, List<Order> orders) {
	}

	/**
	 * The state of a candidate that holds nothing.
	 * @param limits what it decides by
	 * @return the state
	 */
	public static Pairing initial(Limits limits) {
		return new Pairing(limits, new Phase.Apart(), 0, 0);
	}

	/**
	 * Takes in that the first lock was acquired, and is kept until it is
	 * {@linkplain Order.FreeFirst freed}.
	 * @param now the time
	 * @return what follows
	 */
	public Decision acquired(long now) {
		return new Decision(new Pairing(this.limits, new Phase.Campaigning(now), this.rounds + 1, this.inVain),
				List.of(new Order.StartSecond()));
	}

	/**
	 * Takes in that the term on the first lock has ended.
	 * @return what follows
	 */
	public Decision lost() {
		if (this.phase instanceof Phase.Campaigning) {
			return new Decision(in(new Phase.Leaving()), List.of(new Order.StopSecond()));
		}
		return (this.phase instanceof Phase.Apart) ? new Decision(this, List.of(new Order.FreeFirst())) : unchanged();
	}

	/**
	 * Takes in that the term on the second lock has ended and its listeners have
	 * returned.
	 * @return what follows
	 */
	public Decision left() {
		return (this.phase instanceof Phase.Leaving)
				? new Decision(in(new Phase.Apart()), List.of(new Order.FreeFirst())) : unchanged();
	}

	/**
	 * Takes in a look at the second lock, which is due every retry period. If nobody can
	 * be seen to hold it for a lease, and this candidate cannot get it either, others may
	 * have more luck: the first lock is left to them for a lease, and each time for
	 * longer, so that they notice.
	 * @param held whether somebody is seen to hold the second lock
	 * @param mine whether that is this candidate
	 * @param now the time
	 * @return what follows
	 */
	public Decision looked(boolean held, boolean mine, long now) {
		if (!(this.phase instanceof Phase.Campaigning before)) {
			return unchanged();
		}
		Phase.Campaigning after = held ? new Phase.Campaigning(now) : before;
		Pairing next = new Pairing(this.limits, after, this.rounds, mine ? 0 : this.inVain);
		List<Order> orders = new ArrayList<>();
		if (now - after.wellAt() >= this.limits.lease()) {
			orders.add(new Order.YieldFirst(this.limits.lease() << Math.min(next.inVain, MOST_DOUBLINGS)));
		}
		if (this.limits.firstForLife()) {
			orders.add(new Order.ReadFirst());
		}
		return new Decision(next, List.copyOf(orders));
	}

	/**
	 * Takes in that the first lock was left to others.
	 * @return what follows
	 */
	public Decision yielded() {
		return new Decision(new Pairing(this.limits, this.phase, this.rounds, this.inVain + 1), List.of());
	}

	/**
	 * Whether it still campaigns in one of its rounds.
	 * @param round the number of the round
	 */
	public boolean campaignsIn(long round) {
		return this.rounds == round && this.phase instanceof Phase.Campaigning;
	}

	private Decision unchanged() {
		return new Decision(this, List.of());
	}

	private Pairing in(Phase next) {
		return new Pairing(this.limits, next, this.rounds, this.inVain);
	}

}
