package io.leader.engine;

import java.util.HashSet;
import java.util.Set;

/**
 * Tracks the elections of one engine that this process leads or has claimed, so that
 * leaderships can spread over the processes. Confined to the engine's thread.
 */
final class Load {

	private final Set<Object> taken = new HashSet<>();

	void take(Object candidate) {
		this.taken.add(candidate);
	}

	void leave(Object candidate) {
		this.taken.remove(candidate);
	}

	int size() {
		return this.taken.size();
	}

}
