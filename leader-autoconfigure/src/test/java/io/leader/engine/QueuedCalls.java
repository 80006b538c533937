package io.leader.engine;

import org.jspecify.annotations.Nullable;

/**
 * Access for simulations to calls that wait for a thread.
 */
public final class QueuedCalls {

	private QueuedCalls() {
	}

	/**
	 * Takes a call from its place in the queue, as a thread does that becomes available.
	 * From now on, no other call can replace it.
	 * @param queued what the executor of calls received
	 * @return the call, which can be made later, or {@code null} if there is none
	 */
	public static @Nullable Runnable take(Runnable queued) {
		if (queued instanceof CallPlace place) {
			CallPlace.Occupant last = place.leave();
			return (last != null) ? last::make : null;
		}
		return queued;
	}

}
