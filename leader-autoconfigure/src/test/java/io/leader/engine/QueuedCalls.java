package io.leader.engine;

import org.jspecify.annotations.Nullable;

/**
 * Gives simulations access to calls that wait for a thread.
 */
public final class QueuedCalls {

	private QueuedCalls() {
	}

	/**
	 * Takes a call from its place in the queue, as an available thread does. No other
	 * call can replace it afterward.
	 * @param queued the task that the executor of calls received
	 * @return the call, which can be made later, or {@code null} if it has already been
	 * taken; any task that is not a call to a lock is returned unchanged
	 */
	public static @Nullable Runnable take(Runnable queued) {
		if (queued instanceof CallSlot slot) {
			CallSlot.Occupant last = slot.leave();
			return (last != null) ? last::makeCall : null;
		}
		return queued;
	}

}
