package io.leader.election;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * One span of leadership from grant to revocation, and the guarded calls that run in it.
 * <p>
 * A call is counted before it looks at the authority, and the engine ends the authority
 * before it looks at the count: so whichever comes first, no call starts that the drain
 * does not wait for.
 */
final class Term {

	private final long fencingToken;

	private final Runnable onIdle;

	private final AtomicInteger running = new AtomicInteger();

	private volatile boolean ended;

	Term(long fencingToken, Runnable onIdle) {
		this.fencingToken = fencingToken;
		this.onIdle = onIdle;
	}

	long fencingToken() {
		return this.fencingToken;
	}

	void enter() {
		this.running.incrementAndGet();
	}

	void exit() {
		if (this.running.decrementAndGet() == 0 && this.ended) {
			this.onIdle.run();
		}
	}

	/**
	 * Notes that the term is over. From here on, the last call that finishes says so:
	 * before, nobody wants to know.
	 */
	void end() {
		this.ended = true;
	}

	int running() {
		return this.running.get();
	}

}
