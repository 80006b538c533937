package io.leader.engine;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The slot of a call in the queue for a thread, which all elections share. Another call
 * can take over the slot until a thread is available.
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
	 * Replaces the call in this slot with another one, unless the call has already begun.
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
