package io.leader.fencing.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers tokens for as long as this process lives.
 */
final class InMemoryTokenStore implements FencingTokenStore {

	private final Map<String, Long> largest = new ConcurrentHashMap<>();

	@Override
	public long raise(String election, long token) {
		return this.largest.merge(election, token, Math::max);
	}

}
