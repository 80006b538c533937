package io.leader.fencing.http;

import java.io.Serial;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers tokens for as long as this process lives, of so many elections that a sender
 * who makes up names does not fill the memory.
 */
final class InMemoryTokenStore implements FencingTokenStore {

	/** More than a receiver has senders, and a few megabytes at most. */
	static final int LARGEST_NUMBER_OF_ELECTIONS = 10_000;

	private final Map<String, Long> largest = new ConcurrentHashMap<>();

	@Override
	public long raise(String election, long token) {
		// Threads that come at once may add one more each.
		if (this.largest.size() >= LARGEST_NUMBER_OF_ELECTIONS && !this.largest.containsKey(election)) {
			throw new FullException();
		}
		return this.largest.merge(election, token, Math::max);
	}

	/**
	 * There is no room for another election.
	 */
	static final class FullException extends IllegalStateException {

		@Serial
		private static final long serialVersionUID = 1L;

		FullException() {
			super("%d elections have been seen.".formatted(LARGEST_NUMBER_OF_ELECTIONS));
		}

	}

}
