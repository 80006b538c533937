package io.leader.engine;

/**
 * Counts the elections of one engine that this process leads or whose locks it has
 * claimed, so that leadership can be spread across the processes. Confined to the
 * engine's thread.
 */
final class Load {

	private int taken;

	void increment() {
		this.taken++;
	}

	void decrement() {
		this.taken--;
	}

	int size() {
		return this.taken;
	}

}
