package io.leader.fencing.http;

/**
 * Stores the largest fencing token that a receiver has seen for each election. Define a
 * bean of this type to replace the default in-memory store, whose tokens are lost on
 * restart and are not shared with other replicas of the receiver.
 * <p>
 * Implementations may block, since a reactive receiver calls them on a thread that may
 * block. They must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FencingTokenStore {

	/**
	 * Atomically raises the largest token of an election to the given one, if the given
	 * one is larger, and returns the largest token. If this method throws an exception,
	 * the request is rejected.
	 * @param election the election's name; empty if neither the request nor the
	 * receiver's configuration names it
	 * @param token the token of the request
	 * @return the largest token so far: the given one or a larger one received earlier
	 */
	long raise(String election, long token);

	/**
	 * Creates a store in the memory of this process.
	 * @return an empty store
	 */
	static FencingTokenStore inMemory() {
		return new InMemoryTokenStore();
	}

}
