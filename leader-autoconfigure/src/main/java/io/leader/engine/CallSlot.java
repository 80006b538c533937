package io.leader.engine;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The place of a call in the queue of calls that wait for a thread. All elections share
 * this queue. Until a thread is available, another call can take over the slot.
 */
final class CallSlot implements CallThreads.Ranked {

	/**
	 * A call that occupies a slot.
	 */
	interface Occupant {

		CallThreads.Rank rank();

		void makeCall();

		void replaced();

	}

	private final CallThreads.Rank rank;

	private final AtomicReference<@Nullable Occupant> occupant;

	CallSlot(Occupant occupant) {
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
			last.makeCall();
		}
	}

	@Nullable Occupant leave() {
		return this.occupant.getAndSet(null);
	}

	/**
	 * Replaces the call in this slot with another one, unless the call in this slot has
	 * already begun.
	 * @return whether the call was replaced
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
