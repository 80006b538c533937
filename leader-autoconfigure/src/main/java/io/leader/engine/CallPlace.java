package io.leader.engine;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The place of a call among the calls of all elections that wait for a thread. Another
 * call can take the place until a thread is available.
 */
final class CallPlace implements CallThreads.Ranked {

	/**
	 * A call that occupies a place.
	 */
	interface Occupant {

		CallThreads.Rank rank();

		void make();

		void replaced();

	}

	private final CallThreads.Rank rank;

	private final AtomicReference<@Nullable Occupant> occupant;

	CallPlace(Occupant occupant) {
		this.rank = occupant.rank();
		this.occupant = new AtomicReference<>(occupant);
	}

	@Override
	public CallThreads.Rank rank() {
		return this.rank;
	}

	@Override
	public void run() {
		Occupant last = leave();
		if (last != null) {
			last.make();
		}
	}

	@Nullable Occupant leave() {
		return this.occupant.getAndSet(null);
	}

	/**
	 * Replaces the call of this place with another, unless it is already being made.
	 */
	boolean replaceBy(Occupant next) {
		Occupant before = this.occupant.get();
		if (before == null || !this.occupant.compareAndSet(before, next)) {
			return false;
		}
		before.replaced();
		return true;
	}

}
