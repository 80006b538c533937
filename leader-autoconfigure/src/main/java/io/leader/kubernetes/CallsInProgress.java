package io.leader.kubernetes;

import java.util.concurrent.TimeUnit;

/**
 * The calls in progress on one HTTP client. Thread-safe.
 */
final class CallsInProgress {

	/** More connections than this are not worth keeping. */
	static final int FEW = 8;

	/**
	 * How long a client with more connections is kept after it last needed half of them,
	 * since a server that was slow is likely to be slow again soon.
	 */
	static final long CALM = TimeUnit.MINUTES.toNanos(1);

	private int current;

	private int most;

	private long lastMany;

	synchronized void begin(long now) {
		this.current++;
		this.most = Math.max(this.most, this.current);
		checkMany(now);
	}

	/**
	 * Many calls are more than half of the most. A server that is slow for a moment every
	 * minute would otherwise keep as many connections as were needed when it was slowest.
	 */
	private void checkMany(long now) {
		if (this.current > Math.max(FEW, this.most / 2)) {
			this.lastMany = now;
		}
	}

	/**
	 * Ends a call.
	 * @return whether the client has more than a few connections, and has not needed half
	 * of them for a while
	 */
	synchronized boolean end(long now) {
		checkMany(now);
		this.current--;
		return this.most > FEW && now - this.lastMany > CALM;
	}

	/**
	 * Keeps the client for as long as if it had just needed many connections.
	 */
	synchronized void keepFrom(long now) {
		this.lastMany = now;
	}

}
