package io.leader.engine.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the decisions of a candidate that leads only while it holds two locks, during a
 * migration from the first to the second. Each lock has its own {@link Machine}, with all
 * of its rules. This value determines when the candidate for the second lock campaigns
 * and how long the first lock is kept. A candidate that needs only the first lock, one
 * that needs both, and one that needs only the second never lead at the same time,
 * provided that those that need only the first and those that need only the second do not
 * run together. Immutable.
 *
 * <pre>
 * phase       | what happens                                         | next phase
 * Apart       | the first lock was acquired                          | Campaigning
 * Campaigning | the term on the first lock has ended                 | Leaving
 * Leaving     | the candidate for the second lock has stopped and    |
 *             | its listeners have returned                          | Apart
 * </pre>
 *
 * @param limits the settings that the decisions depend on
 * @param phase the phase
 * @param rounds how many times the first lock has been acquired
 * @param failedRounds how many consecutive times the first lock was left to others
 * because the second could not be acquired
 */
public record Pairing(Limits limits, Phase phase, long rounds, int failedRounds) {

	private static final int MAX_DOUBLINGS = 4;

	/**
	 * The settings that the decisions depend on. Durations are in nanoseconds.
	 *
	 * @param lease the lease duration
	 * @param firstForLife whether the first lock does not expire
	 */
	public record Limits(long lease, boolean firstForLife) {
	}

	/**
	 * The phase of the candidate with its two locks.
	 */
	public sealed interface Phase {

		/**
		 * Neither competes for the second lock nor holds it, since no term on the first
		 * lock has begun, or the last one has ended.
		 */
		record Apart() implements Phase {
		}

		/**
		 * Competes for the second lock, or holds it.
		 *
		 * @param lastHeld when the second lock was last observed to be held, initially
		 * the time at which the first lock was acquired
		 */
		record Campaigning(long lastHeld) implements Phase {
		}

		/**
		 * Gives up the second lock. The first lock is not released until the candidate
		 * for the second has stopped and its listeners have returned.
		 */
		record Leaving() implements Phase {
		}

	}

	/**
	 * An action that the pairing requests.
	 */
	public sealed interface Order {

		/**
		 * Starts the candidate for the second lock.
		 */
		record StartSecond() implements Order {
		}

		/**
		 * Stops the candidate for the second lock. {@link Pairing#left()} follows when
		 * the candidate has stopped and its listeners have returned.
		 */
		record StopSecond() implements Order {
		}

		/**
		 * Allows the first lock to be released.
		 */
		record FreeFirst() implements Order {
		}

		/**
		 * Leaves the first lock to others. {@link Pairing#yielded()} follows if the
		 * candidate held the lock and gave it up.
		 *
		 * @param absence how long to leave the lock to others, in nanoseconds
		 */
		record YieldFirst(long absence) implements Order {
		}

		/**
		 * Reads the first lock. A lock that does not expire is not renewed, so nothing
		 * else would soon reveal that its watch is dead.
		 */
		record ReadFirst() implements Order {
		}

	}

	/**
	 * The result of processing an input.
	 *
	 * @param next the new state
	 * @param orders the actions to perform, in this order
	 */
	public record Decision(Pairing next, List<Order> orders) {
	}

	/**
	 * Returns the state of a candidate that holds neither lock.
	 * @param limits the settings that the decisions depend on
	 * @return the initial state
	 */
	public static Pairing initial(Limits limits) {
		return new Pairing(limits, new Phase.Apart(), 0, 0);
	}

	/**
	 * Handles the acquisition of the first lock, which is not released until it is
	 * {@linkplain Order.FreeFirst freed}.
	 * @param now the current time, in nanoseconds
	 * @return the resulting decision
	 */
	public Decision acquired(long now) {
		return new Decision(new Pairing(this.limits, new Phase.Campaigning(now), this.rounds + 1, this.failedRounds),
				List.of(new Order.StartSecond()));
	}

	/**
	 * Handles the end of the term on the first lock.
	 * @return the resulting decision
	 */
	public Decision lost() {
		if (this.phase instanceof Phase.Campaigning) {
			return new Decision(in(new Phase.Leaving()), List.of(new Order.StopSecond()));
		}
		return (this.phase instanceof Phase.Apart) ? new Decision(this, List.of(new Order.FreeFirst())) : unchanged();
	}

	/**
	 * Handles the stop of the candidate for the second lock, after its listeners have
	 * returned.
	 * @return the resulting decision
	 */
	public Decision left() {
		return (this.phase instanceof Phase.Leaving)
				? new Decision(in(new Phase.Apart()), List.of(new Order.FreeFirst())) : unchanged();
	}

	/**
	 * Handles a check of the second lock, which is due every retry period. If no
	 * candidate has been observed to hold it during the last lease duration, this
	 * candidate could not acquire it either, and another one may be more successful. The
	 * first lock is then left to the others for one lease duration. This time is doubled
	 * with each failed round, up to a limit, so that the others have enough time to
	 * notice that the lock is free.
	 * @param held whether a candidate is observed to hold the second lock
	 * @param mine whether this candidate holds it
	 * @param now the current time, in nanoseconds
	 * @return the resulting decision
	 */
	public Decision checked(boolean held, boolean mine, long now) {
		if (!(this.phase instanceof Phase.Campaigning before)) {
			return unchanged();
		}
		Phase.Campaigning after = held ? new Phase.Campaigning(now) : before;
		Pairing next = new Pairing(this.limits, after, this.rounds, mine ? 0 : this.failedRounds);
		List<Order> orders = new ArrayList<>();
		if (now - after.lastHeld() >= this.limits.lease()) {
			orders.add(new Order.YieldFirst(this.limits.lease() << Math.min(next.failedRounds, MAX_DOUBLINGS)));
		}
		if (this.limits.firstForLife()) {
			orders.add(new Order.ReadFirst());
		}
		return new Decision(next, List.copyOf(orders));
	}

	/**
	 * Records that the first lock was yielded, which counts as a failed round.
	 * @return the resulting decision
	 */
	public Decision yielded() {
		return new Decision(new Pairing(this.limits, this.phase, this.rounds, this.failedRounds + 1), List.of());
	}

	/**
	 * Returns whether the candidate still competes for the second lock, or holds it, in a
	 * given round.
	 * @param round the number of the round
	 */
	public boolean campaignsIn(long round) {
		return this.rounds == round && this.phase instanceof Phase.Campaigning;
	}

	private Decision unchanged() {
		return new Decision(this, List.of());
	}

	private Pairing in(Phase next) {
		return new Pairing(this.limits, next, this.rounds, this.failedRounds);
	}

}
