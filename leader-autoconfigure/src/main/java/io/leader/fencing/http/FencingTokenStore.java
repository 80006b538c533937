package io.leader.fencing.http;

/**
 * Remembers the largest fencing token of each election that a receiver has seen. A bean
 * of this type replaces the one in memory, which forgets everything at a restart and
 * knows nothing of the other replicas of the receiver.
 * <p>
 * May block: a reactive receiver calls it on a thread that may. Safe for use by several
 * threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FencingTokenStore {

	/**
	 * Raises the largest token of an election to this one, if this one is larger, and
	 * tells the largest, in one atomic step. Whatever this throws refuses the request.
	 * @param election the election's name; empty for requests that do not say it
	 * @param token the token that came
	 * @return the largest token so far: this one, or a larger one that came before
	 */
	long raise(String election, long token);

	/**
	 * A store in the memory of this process.
	 * @return a store that has seen no token
	 */
	static FencingTokenStore inMemory() {
		return new InMemoryTokenStore();
	}

}
