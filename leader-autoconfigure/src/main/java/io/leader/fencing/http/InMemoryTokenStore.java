package io.leader.fencing.http;

import java.io.Serial;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores tokens in the memory of this process. The number of elections is limited, so
 * that a sender that makes up names cannot exhaust the memory.
 */
final class InMemoryTokenStore implements FencingTokenStore {

	/**
	 * The maximum number of elections: more than any receiver needs, but few enough to
	 * fit in a few megabytes of memory.
	 */
	static final int MAX_ELECTIONS = 10_000;

	private final Map<String, Long> largest = new ConcurrentHashMap<>();

	@Override
	public long raise(String election, long token) {
		// Concurrent calls may exceed the limit by one election each.
		if (this.largest.size() >= MAX_ELECTIONS && !this.largest.containsKey(election)) {
			throw new FullException();
		}
		return this.largest.merge(election, token, Math::max);
	}

	/**
	 * Thrown when the limit on the number of elections is reached.
	 */
	static final class FullException extends IllegalStateException {

		@Serial
		private static final long serialVersionUID = 1L;

		FullException() {
			super("%d elections have been seen.".formatted(MAX_ELECTIONS));
		}

	}

}
